import type { KubernetesObject } from '../model.ts';
import { apiGroup } from './object-id.ts';

/** The cluster-scoped kinds of Kubernetes 1.36 and of common controllers. */
const clusterScoped = new Set(
  [
    ['', 'Namespace', 'Node', 'PersistentVolume'],
    ['admissionregistration.k8s.io', 'MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'],
    ['admissionregistration.k8s.io', 'MutatingAdmissionPolicy', 'MutatingAdmissionPolicyBinding'],
    ['admissionregistration.k8s.io', 'ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'],
    ['apiextensions.k8s.io', 'CustomResourceDefinition'],
    ['apiregistration.k8s.io', 'APIService'],
    ['cert-manager.io', 'ClusterIssuer'],
    ['certificates.k8s.io', 'CertificateSigningRequest', 'ClusterTrustBundle'],
    ['external-secrets.io', 'ClusterSecretStore', 'ClusterExternalSecret'],
    ['flowcontrol.apiserver.k8s.io', 'FlowSchema', 'PriorityLevelConfiguration'],
    ['gateway.networking.k8s.io', 'GatewayClass'],
    ['networking.k8s.io', 'IngressClass', 'IPAddress', 'ServiceCIDR'],
    ['node.k8s.io', 'RuntimeClass'],
    ['postgresql.cnpg.io', 'ClusterImageCatalog'],
    ['rbac.authorization.k8s.io', 'ClusterRole', 'ClusterRoleBinding'],
    ['resource.k8s.io', 'DeviceClass', 'ResourceSlice'],
    ['scheduling.k8s.io', 'PriorityClass'],
    ['snapshot.storage.k8s.io', 'VolumeSnapshotClass', 'VolumeSnapshotContent'],
    ['storage.k8s.io', 'StorageClass', 'CSIDriver', 'CSINode', 'VolumeAttachment', 'VolumeAttributesClass'],
  ].flatMap(([group, ...kinds]) => kinds.map((kind) => `${group}/${kind}`)),
);

function place(object: KubernetesObject, namespace: string): KubernetesObject {
  const { namespace: own, ...metadata } = object.metadata;
  if (clusterScoped.has(`${apiGroup(object.apiVersion)}/${object.kind}`)) return { ...object, metadata };
  return { ...object, metadata: { ...metadata, namespace: own || namespace } };
}

/**
 * Puts objects into the namespace that Argo CD deploys them to: their own, else the one of the Application's destination.
 * Cluster-scoped objects get none. So a chart that names no namespace can be compared with a kustomization that does.
 */
export const placeObjects = (objects: readonly KubernetesObject[], namespace: string): KubernetesObject[] =>
  objects.map((object) => place(object, namespace));
