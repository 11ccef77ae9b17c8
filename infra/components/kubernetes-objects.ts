import * as kubernetes from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { ApiObject, type Chart } from 'cdk8s';
import { patchAnnotation } from '../../charts-synth/constructs/notifications.ts';
import { mapTexts, revealSecrets, secretsIn } from '../../charts-synth/secret-ref.ts';
import type { Application } from '../../model/application.ts';
import type { Environment } from '../../model/environment.ts';

import { userError } from '../../model/errors.ts';
import type { ProgramConfig } from '../program-config.ts';
import { createRemedyHook } from './error-hints.ts';

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

type ResourceClass = new (
  name: string,
  args: object,
  options: pulumi.CustomResourceOptions,
) => pulumi.CustomResource;

/** The class of each built-in kind that the charts use; what is not here is a custom resource. */
const builtIn: Readonly<Record<string, ResourceClass>> = {
  'v1/Namespace': kubernetes.core.v1.Namespace,
  'v1/Secret': kubernetes.core.v1.Secret,
  'networking.k8s.io/v1/NetworkPolicy': kubernetes.networking.v1.NetworkPolicy,
};

const customResource = kubernetes.apiextensions.CustomResource as ResourceClass;

/** The classes of what is applied as a patch: somebody else's object, of which only some keys are the stack's. */
const patches: Readonly<Record<string, ResourceClass>> = {
  'v1/ConfigMap': kubernetes.core.v1.ConfigMapPatch,
  'v1/Secret': kubernetes.core.v1.SecretPatch,
};

const isPatch = ({ metadata }: Manifest) => metadata.annotations?.[patchAnnotation] !== undefined;

function classOf(manifest: Manifest): ResourceClass {
  const kind = `${manifest.apiVersion}/${manifest.kind}`;
  if (!isPatch(manifest)) return builtIn[kind] ?? customResource;
  const Patch = patches[kind];
  if (Patch === undefined) throw new Error(`no class applies a patch of ${kind}`);
  return Patch;
}

/** The name of an object's resource: `Application/serviceradar-demo-prod`. */
const resourceName = ({ kind, metadata }: Manifest) => `${kind}/${metadata.name}`;

function adoption({ metadata }: Manifest): pulumi.CustomResourceOptions {
  const id = [metadata.namespace, metadata.name].filter(Boolean).join('/');
  return { import: id, ignoreChanges: ['metadata', 'spec', 'data', 'stringData', 'type'] };
}

/** What must hold for a kind beside its manifest. */
function optionsOf({ kind }: Manifest, { timeout }: Environment): pulumi.CustomResourceOptions {
  switch (kind) {
    case 'Namespace':
      return { protect: true, retainOnDelete: true };
    case 'Application':
      return { protect: true, customTimeouts: { create: timeout, update: timeout } };
    default:
      return {};
  }
}

const objectsOf = (chart: Chart): ApiObject[] =>
  chart.node.findAll().filter((construct) => construct instanceof ApiObject);

/** @throws UserError when the environment adopts what its chart does not have */
export function assertAdoptable(chart: Chart, { name, adopt }: Environment): void {
  const manifests = objectsOf(chart).map((object): Manifest => object.toJson());
  const own = manifests.filter((manifest) => !isPatch(manifest));
  const known = [...own.map(resourceName), 'githubEnvironment'];
  const unknown = adopt.filter((entry) => !known.includes(entry));
  if (unknown.length === 0) return;
  throw userError(`there is no ${unknown.join(', ')} in this environment`, {
    where: `environments.${name}.adopt`,
    hint: `there are ${known.join(', ')}`,
  });
}

function withSecrets(text: string, secret: ProgramConfig['secret']): pulumi.Input<string> {
  const keys = secretsIn(text);
  if (keys.length === 0) return text;
  return pulumi
    .all(Object.fromEntries(keys.map((key) => [key, secret(key)])))
    .apply((values) => revealSecrets(text, (key) => values[key] ?? ''));
}

/** The objects of the environment's chart, applied as they are printed, with the secrets filled in. */
export class KubernetesObjects extends pulumi.ComponentResource {
  constructor(
    chart: Chart,
    application: Application,
    environment: Environment,
    config: ProgramConfig,
    options: pulumi.ComponentResourceOptions,
  ) {
    super('pipeline:kubernetes:Objects', environment.name, {}, options);
    const hooks = { onError: [createRemedyHook(application, environment)] };
    const applied = new Map<ApiObject, pulumi.CustomResource>();
    const apply = (object: ApiObject): pulumi.CustomResource => {
      const known = applied.get(object);
      if (known !== undefined) return known;
      const dependsOn = object.node.dependencies.filter((other) => other instanceof ApiObject).map(apply);
      const manifest: Manifest = object.toJson();
      const name = resourceName(manifest);
      const adopted = environment.adopt.includes(name) ? adoption(manifest) : {};
      const Resource = classOf(manifest);
      const resource = new Resource(
        name,
        mapTexts(manifest, (text) => withSecrets(text, config.secret)) as object,
        { parent: this, dependsOn, hooks, ...optionsOf(manifest, environment), ...adopted },
      );
      applied.set(object, resource);
      return resource;
    };
    objectsOf(chart).forEach(apply);
    this.registerOutputs();
  }
}
