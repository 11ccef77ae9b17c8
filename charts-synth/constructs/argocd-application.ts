import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { Application, type ApplicationSpecSource } from '../imports/argoproj.io.js';

export interface ArgoCdApplicationProps {
  readonly name: string;
  /** The namespace that Argo CD runs in. */
  readonly namespace: string;
  /** The AppProject that it belongs to. */
  readonly project: string;
  readonly source: ApplicationSpecSource;
  readonly destination: { readonly server: string; readonly namespace: string };
  /** Whether Argo CD deletes what is no longer in the manifests. */
  readonly prune: boolean;
  readonly annotations: Readonly<Record<string, string>>;
}

const syncOptions = [
  'CreateNamespace=true',
  'SkipDryRunOnMissingResource=true',
  'RespectIgnoreDifferences=true',
];

const retry = { limit: 5, backoff: { duration: '5s', factor: 2, maxDuration: '3m' } };

const ignoreDifferences = [
  { kind: 'PersistentVolumeClaim', jsonPointers: ['/status'] },
  { group: 'postgresql.cnpg.io', kind: 'Cluster', jsonPointers: ['/spec/instances', '/spec/storage/size'] },
];

/**
 * The Argo CD Application of an environment.
 *
 * Fields that Argo CD drops when it writes an Application back (what is false, the empty name of the core group) are
 * left out. Otherwise Argo CD would own the other fields, and every `pulumi up` would find a difference.
 */
export class ArgoCdApplication extends Construct {
  readonly apiObject: ApiObject;

  constructor(scope: Construct, id: string, props: ArgoCdApplicationProps) {
    super(scope, id);
    const { name, namespace, project, source, destination, prune, annotations } = props;
    this.apiObject = new Application(this, 'Resource', {
      metadata: {
        name,
        namespace,
        finalizers: ['resources-finalizer.argocd.argoproj.io'],
        annotations: { ...annotations },
      },
      spec: {
        project,
        source,
        destination,
        syncPolicy: { automated: { ...(prune ? { prune } : {}), selfHeal: true }, syncOptions, retry },
        ignoreDifferences,
      },
    });
  }
}
