import { posix } from 'node:path';
import { z } from 'zod';
import { type Fault, UserError } from '../../../model/errors.ts';
import { unreadableCharacters } from '../../../model/helm-values.ts';
import { parseReference, type Repository } from '../../oci/reference.ts';
import type { KubernetesObject } from '../model.ts';

/** Where manifests come from, and which tool renders them. */
export type RenderSource =
  /** A chart in an OCI registry. The revision is a digest, a version, a range, or another tag. */
  | { readonly kind: 'chart'; readonly repository: Repository; readonly revision: string }
  /** A folder in a Git repository. The revision is a branch, a tag, a range of tags, or a commit. */
  | {
      readonly kind: 'git';
      readonly repoURL: string;
      /** Relative to the top of the repository. */
      readonly path: string;
      readonly revision: string;
      readonly tool: 'helm' | 'kustomize';
    }
  /** A chart in a folder on this machine. */
  | { readonly kind: 'folder'; readonly folder: string };

/** Everything that decides what Argo CD's repo-server renders for an Application, except the cluster's capabilities. */
export interface RenderRequest {
  readonly source: RenderSource;
  readonly releaseName: string;
  /** Empty if the Application names none. */
  readonly namespace: string;
  /** Relative to the chart, or with a leading slash to the top of the repository. */
  readonly valueFiles: readonly string[];
  /** Override the values of the files. */
  readonly values: Readonly<Record<string, unknown>>;
}

const valueFile = z
  .string()
  .min(1)
  .regex(/^(?!.*(?:\$|:\/\/))/, 'has a variable or is a URL; name a file of the chart');
const gitUrl = z
  .string()
  .regex(/^(?:https:\/\/|ssh:\/\/|file:\/\/\/|[\w.-]+@[\w.-]+:)/, 'is not an https, ssh or file URL')
  .refine((url) => !/^\w+:\/\/[^/@]*:[^/@]*@/.test(url), 'contains a password');
const gitPath = z
  .string()
  .refine(
    (path) => !posix.isAbsolute(path) && !posix.normalize(path).startsWith('..'),
    'is outside of the repository',
  );

/** Helm values. Characters that Argo CD would not pass on to Helm unchanged are refused. */
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
    'must have either helm or kustomize',
  );

const applicationSchema = z.looseObject({
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({
    source: z.looseObject({ repoURL: z.string() }, 'is missing (several sources are not supported)'),
    destination: z.looseObject({ namespace: z.string().default('') }),
  }),
});

const faultsOf = (error: z.ZodError, ...base: readonly string[]): Fault[] =>
  error.issues.flatMap((issue) => {
    const path = [...base, ...issue.path].join('.');
    if (issue.code !== 'unrecognized_keys') return [{ where: path, what: issue.message }];
    return issue.keys.map((key) => ({
      where: `${path}.${key}`,
      what: 'is not supported: the diff would differ from what Argo CD deploys',
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

function chartSource(reference: string, revision: string): RenderSource {
  const { registry, repository } = parseReference(reference);
  return { kind: 'chart', repository: { registry, repository }, revision };
}

function parseSource(source: { repoURL: string; chart?: unknown }, name: string) {
  const at = ['spec', 'source'];
  if (source.chart !== undefined) {
    const { repoURL, chart, targetRevision, helm } = parse(classicSchema, source, name, ...at);
    return { helm, source: chartSource(`${repoURL}/${chart}`, targetRevision) };
  }
  if (source.repoURL.startsWith('oci://')) {
    const { repoURL, targetRevision, helm } = parse(nativeSchema, source, name, ...at);
    return { helm, source: chartSource(repoURL, targetRevision) };
  }
  const { repoURL, path, targetRevision, helm } = parse(gitSchema, source, name, ...at);
  const tool = helm === undefined ? 'kustomize' : 'helm';
  return { helm, source: { kind: 'git', repoURL, path, revision: targetRevision, tool } as const };
}

/**
 * Reads from an Argo CD Application what has to be rendered: a chart in an OCI registry (in the classic form with
 * `chart`, or the native one with `oci://`), or a Git path with Helm or Kustomize.
 *
 * @param application as `cdk8s synth` prints it
 * @throws UserError for every field that is wrong, or not supported here
 */
export function parseRenderRequest(application: KubernetesObject): RenderRequest {
  const { name } = application.metadata;
  const { spec } = parse(applicationSchema, application, name);
  const { helm, source } = parseSource(spec.source, name);
  return {
    source,
    releaseName: helm?.releaseName ?? name,
    namespace: spec.destination.namespace,
    valueFiles: helm?.valueFiles ?? [],
    values: helm?.valuesObject ?? {},
  };
}
