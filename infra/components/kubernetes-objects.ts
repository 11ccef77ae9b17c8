import * as kubernetes from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { ApiObject, type Chart } from 'cdk8s';
import { isPatch, objectsOf } from '../../charts-synth/adoption.ts';
import { mapTexts, revealSecrets, secretsIn } from '../../charts-synth/secret-ref.ts';
import type { Application } from '../../model/application.ts';
import type { Environment } from '../../model/environment.ts';
import { createErrorHintHook } from './error-hints.ts';

export interface KubernetesObjectsArgs {
  readonly chart: Chart;
  readonly application: Application;
  readonly environment: Environment;
  /** The value of a secret by its key in the stack's config. */
  readonly secret: (key: string) => pulumi.Output<string>;
}

type ResourceClass = new (
  name: string,
  args: object,
  options: pulumi.CustomResourceOptions,
) => pulumi.CustomResource;

/** The class of each built-in kind in the charts; every other kind is a custom resource. */
const builtIn: Readonly<Record<string, ResourceClass>> = {
  'v1/Namespace': kubernetes.core.v1.Namespace,
  'v1/Secret': kubernetes.core.v1.Secret,
  'networking.k8s.io/v1/NetworkPolicy': kubernetes.networking.v1.NetworkPolicy,
};

/** The classes that apply only some keys of an object that belongs to others. */
const patches: Readonly<Record<string, ResourceClass>> = {
  'v1/ConfigMap': kubernetes.core.v1.ConfigMapPatch,
  'v1/Secret': kubernetes.core.v1.SecretPatch,
};

function resourceClassOf(object: ApiObject): ResourceClass {
  const kind = `${object.apiVersion}/${object.kind}`;
  if (!isPatch(object)) return builtIn[kind] ?? (kubernetes.apiextensions.CustomResource as ResourceClass);
  const Patch = patches[kind];
  if (Patch === undefined) throw new Error(`no class applies a patch of ${kind}`);
  return Patch;
}

/** The name of an object's resource: `Application/serviceradar-demo-prod`. */
const resourceName = ({ kind, metadata }: ApiObject) => `${kind}/${metadata.name}`;

function adoptionOptions({ metadata }: ApiObject): pulumi.CustomResourceOptions {
  const id = [metadata.namespace, metadata.name].filter(Boolean).join('/');
  return { import: id, ignoreChanges: ['metadata', 'spec', 'data', 'stringData', 'type'] };
}

/** The options for all objects of a kind. */
function kindOptions(kind: string, timeout: string): pulumi.CustomResourceOptions {
  switch (kind) {
    case 'Namespace':
      return { protect: true, retainOnDelete: true };
    case 'Application':
      return { protect: true, customTimeouts: { create: timeout, update: timeout } };
    default:
      return {};
  }
}

function withSecrets(text: string, secret: KubernetesObjectsArgs['secret']): pulumi.Input<string> {
  const keys = secretsIn(text);
  if (keys.length === 0) return text;
  return pulumi
    .all(Object.fromEntries(keys.map((key) => [key, secret(key)])))
    .apply((values) => revealSecrets(text, (key) => values[key] ?? ''));
}

/**
 * The objects of an environment's chart, applied as they are printed, with the secrets in place. No other part of the
 * program uses both cdk8s and Pulumi.
 */
export class KubernetesObjects extends pulumi.ComponentResource {
  /** The objects as `Kind/name`, in the order in which they are applied. */
  readonly names: readonly string[];

  constructor(name: string, args: KubernetesObjectsArgs, opts: pulumi.ComponentResourceOptions) {
    super('pipeline:kubernetes:Objects', name, {}, opts);
    const { chart, application, environment, secret } = args;
    const parent = this;
    const hooks = { onError: [createErrorHintHook(application, environment)] };
    const applied = new Map<ApiObject, pulumi.CustomResource>();

    objectsOf(chart).forEach(apply);
    this.names = [...applied.keys()].map(resourceName);
    this.registerOutputs({ names: this.names });

    /** Creates the resource of an object after those that it depends on. */
    function apply(object: ApiObject): pulumi.CustomResource {
      const existing = applied.get(object);
      if (existing !== undefined) return existing;
      const dependsOn = object.node.dependencies.filter((other) => other instanceof ApiObject).map(apply);
      const Resource = resourceClassOf(object);
      const id = resourceName(object);
      const manifest = mapTexts(object.toJson(), (text) => withSecrets(text, secret));
      const adopted = environment.adopt.includes(id) ? adoptionOptions(object) : {};
      const kind = kindOptions(object.kind, environment.timeout);
      const resource = new Resource(id, manifest as object, {
        parent,
        dependsOn,
        hooks,
        ...kind,
        ...adopted,
      });
      applied.set(object, resource);
      return resource;
    }
  }
}
