import { posix } from 'node:path';
import { z } from 'zod';
import { type Fault, UserError } from '../../../model/errors.ts';
import { unreadableCharacters } from '../../../model/helm-values.ts';
import { parseReference, type Repository } from '../../oci/reference.ts';
import type { KubernetesObject } from '../model.ts';

/** Where manifests come from, and what makes them of it. */
export type RenderSource =
  /** A chart in an OCI registry; the revision is a digest, a version, a range, or another tag. */
  | { readonly kind: 'chart'; readonly repository: Repository; readonly revision: string }
  /** A folder in a Git repository; the revision is a branch, a tag, a range of tags, or a commit. */
  | {
      readonly kind: 'git';
      readonly repoURL: string;
      /** Relative to the top of the repository. */
      readonly path: string;
      readonly revision: string;
      readonly tool: 'helm' | 'kustomize';
    }
  /** A chart's folder on this machine, as it is. */
  | { readonly kind: 'folder'; readonly folder: string };

/** All that decides what Argo CD's repo-server makes of an Application, but for the cluster. */
export interface RenderRequest {
  readonly source: RenderSource;
  readonly releaseName: string;
  /** Empty where the Application names none. */
  readonly namespace: string;
  /** Relative to the chart; with a leading slash, to the top of the repository. */
  readonly valueFiles: readonly string[];
  /** Read after the files. */
  readonly values: Readonly<Record<string, unknown>>;
}

const valueFile = z
  .string()
  .min(1)
  .regex(/^(?!.*(?:\$|:\/\/))/, 'has a variable or is a URL; name a file of the chart');
const gitUrl = z
  .string()
  .regex(/^(?:https:\/\/|ssh:\/\/|file:\/\/\/|[\w.-]+@[\w.-]+:)/, 'is no https, ssh or file URL of Git')
  .refine((url) => !/^\w+:\/\/[^/@]*:[^/@]*@/.test(url), 'has a password in it');
const gitPath = z
  .string()
  .refine(
    (path) => !posix.isAbsolute(path) && !posix.normalize(path).startsWith('..'),
    'leaves the repository',
  );

/** Helm values as an Application has them; what Argo CD would not pass on as it is, is refused. */
const helmValues = z.record(z.string(), z.unknown()).superRefine((values, context) => {
  const [fault] = unreadableCharacters(values, '');
  if (fault !== undefined) context.addIssue({ code: 'custom', message: fault.what });
});

const common = { name: z.string().optional(), repoURL: z.string().min(1) };
const revision = z.string().min(1);
const helm = z.strictObject({
  releaseName: z.string().min(1).optional(),
  valueFiles: z.array(valueFile).optional(),
  valuesObject: helmValues.optional(),
});

const classicSchema = z.strictObject({
  ...common,
  chart: z.string(),
  targetRevision: revision,
  helm: helm.optional(),
});
const nativeSchema = z.strictObject({
  ...common,
  path: z.literal(['.', './'], 'must be . (the chart itself)'),
  targetRevision: revision,
  helm: helm.optional(),
});
const gitSchema = z
  .strictObject({
    ...common,
    repoURL: gitUrl,
    path: gitPath,
    targetRevision: revision.default('HEAD'),
    helm: helm.optional(),
    kustomize: z.strictObject({}).optional(),
  })
  .refine(
    (source) => (source.helm === undefined) !== (source.kustomize === undefined),
    'must say either helm or kustomize',
  );

const applicationSchema = z.looseObject({
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({
    source: z.looseObject({ repoURL: z.string() }, 'is not there (several sources cannot be rendered)'),
    destination: z.looseObject({ namespace: z.string().default('') }),
  }),
});

const faultsOf = (error: z.ZodError, ...base: readonly string[]): Fault[] =>
  error.issues.flatMap((issue) => {
    const path = [...base, ...issue.path].join('.');
    if (issue.code !== 'unrecognized_keys') return [{ where: path, what: issue.message }];
    return issue.keys.map((key) => ({
      where: `${path}.${key}`,
      what: 'is not known here, so the diff would show something else than what Argo CD deploys',
    }));
  });

const parse = <Output>(
  schema: z.ZodType<Output>,
  value: unknown,
  name: string,
  ...base: string[]
): Output => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const faults = faultsOf(result.error, ...base);
  throw new UserError(faults.map((fault) => ({ ...fault, where: `Application ${name}: ${fault.where}` })));
};

function chartIn(reference: string, revision: string): RenderSource {
  const { registry, repository } = parseReference(reference);
  return { kind: 'chart', repository: { registry, repository }, revision };
}

function sourceOf(source: { repoURL: string; chart?: unknown }, name: string) {
  const at = ['spec', 'source'];
  if (source.chart !== undefined) {
    const { repoURL, chart, targetRevision, helm } = parse(classicSchema, source, name, ...at);
    return { helm, source: chartIn(`${repoURL}/${chart}`, targetRevision) };
  }
  if (source.repoURL.startsWith('oci://')) {
    const { repoURL, targetRevision, helm } = parse(nativeSchema, source, name, ...at);
    return { helm, source: chartIn(repoURL, targetRevision) };
  }
  const { repoURL, path, targetRevision, helm } = parse(gitSchema, source, name, ...at);
  const tool = helm === undefined ? 'kustomize' : 'helm';
  return { helm, source: { kind: 'git', repoURL, path, revision: targetRevision, tool } as const };
}

/**
 * What has to be rendered for an Argo CD Application: a chart in an OCI registry (classic or native), or a Git path
 * with Helm or Kustomize.
 *
 * @param application as `cdk8s synth` prints it
 * @throws UserError that names every field that is wrong, and every one that would have an effect unknown here
 */
export function parseRenderRequest(application: KubernetesObject): RenderRequest {
  const { name } = application.metadata;
  const { spec } = parse(applicationSchema, application, name);
  const { helm, source } = sourceOf(spec.source, name);
  return {
    source,
    releaseName: helm?.releaseName ?? name,
    namespace: spec.destination.namespace,
    valueFiles: helm?.valueFiles ?? [],
    values: helm?.valuesObject ?? {},
  };
}
