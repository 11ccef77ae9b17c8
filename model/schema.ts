import { z } from 'zod';
import { e2eSchema } from './e2e.ts';
import { gatesSchema, trustSchema } from './gates.ts';
import { type Fault, UserError } from './user-error.ts';

/** A value that Helm takes and YAML keeps; null is refused, because cdk8s would drop it without a word. */
export type HelmValue =
  | string
  | number
  | boolean
  | readonly HelmValue[]
  | { readonly [key: string]: HelmValue };
export type HelmValues = { readonly [key: string]: HelmValue };

const dnsLabel = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'is not a DNS label (a-z, 0-9, -; at most 63)');
const githubName = z
  .string()
  .regex(/^[A-Z_][A-Z0-9_]*$/, 'is not a name that GitHub takes (A-Z, 0-9, _; no digit first)')
  .refine((name) => !name.startsWith('GITHUB_'), 'must not begin with GITHUB_');
/** The keys of a stack's config that are no secrets. */
const reservedKeys = ['version', 'ghcrUsername', 'hotfix'];

const configKey = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]*$/, 'is not a config key (camelCase)')
  .refine((key) => !reservedKeys.includes(key), `must be another than ${reservedKeys.join(', ')}`);
const host = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]*(:\d+)?(\/[a-z0-9._-]+)*$/, 'is not a registry path (no scheme)');

const applicationSchema = z.strictObject({
  name: dnsLabel,
  repository: z.strictObject({ owner: z.string().min(1), name: z.string().min(1) }),
  chart: z.strictObject({
    /** Registry and folder of the chart, without scheme: `ghcr.io/carverauto/charts`. */
    registry: host,
    name: dnsLabel,
    /** The chart's folder in this checkout. */
    path: z.string().min(1),
    /** The chart's values.schema.json, against which every environment's values are checked. */
    valuesSchema: z.record(z.string(), z.unknown()),
  }),
  /** Every image that the chart runs: its name, as the lock in the chart calls it, to its repository. */
  images: z.record(
    z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'is not the name of an image (a-z, 0-9, -)'),
    host,
  ),
  releaseName: dnsLabel,
  /** Name of the Secret with the registry's credentials that the chart's pods pull their images with. */
  pullSecret: dnsLabel,
  argocd: z.strictObject({
    namespace: dnsLabel,
    /** The cluster to deploy to, as Argo CD knows it. */
    server: z.url(),
  }),
  /** Cluster-scoped kinds that the chart may create. */
  clusterScopedKinds: z.array(z.strictObject({ group: z.string(), kind: z.string().min(1) })),
  /** Ports on which devices outside the cluster reach the application. */
  openPorts: z.array(z.strictObject({ port: z.int().min(1).max(65535), protocol: z.enum(['TCP', 'UDP']) })),
  /** How it is tested in an environment, over HTTP; without it, `pipeline e2e` has nothing to run. */
  e2e: e2eSchema.optional(),
});

const commonShape = {
  /** Name of the environment, of its Pulumi stack and of its GitHub Environment. */
  name: dnsLabel,
  /** Name of its Argo CD Application and AppProject. */
  application: dnsLabel,
  namespace: dnsLabel,
  url: z.url({ protocol: /^https?$/ }),
  /** The environment in which a release is proven before it comes here. */
  promotesFrom: dnsLabel.optional(),
  /** What a release must have shown before it comes here. */
  gates: gatesSchema.optional(),
  /** Whose evidence counts here; where nobody is named, unsigned evidence counts too. */
  trust: z.array(trustSchema).default([]),
  /** A Git path instead of the chart in the registry, while an application moves from one to the other. */
  git: z
    .strictObject({
      repoURL: z.string().min(1),
      path: z.string().min(1),
      tool: z.enum(['kustomize', 'helm']),
      /** Branch, tag or commit; by default the tag `v<version>`. */
      targetRevision: z.string().min(1).optional(),
    })
    .optional(),
  /** Whether Argo CD deletes what is no longer in the manifests; off for the first sync after a move, to look first. */
  prune: z.boolean().default(true),
  /** Values files inside the chart, read before the environment's own values. */
  valueFiles: z.array(z.string().min(1)).default([]),
  /** How long `pulumi up` waits for the application to be Synced and Healthy: `90s`, `10m`. */
  timeout: z.string().regex(/^\d+[smh]$/, 'is not a duration such as 90s or 10m'),
  github: z.strictObject({
    reviewers: z
      .strictObject({
        users: z.array(z.string().min(1)).default([]),
        teams: z.array(z.string().min(1)).default([]),
      })
      .default({ users: [], teams: [] })
      .refine(({ users, teams }) => users.length + teams.length <= 6, 'GitHub takes at most six reviewers'),
    waitMinutes: z.int().min(0).max(43_200).default(0),
    preventSelfReview: z.boolean().default(false),
    /** Patterns of the branches and of the tags that may deploy; all may when there is no pattern at all. */
    deploymentBranches: z.array(z.string().min(1)).default([]),
    deploymentTags: z.array(z.string().min(1)).default([]),
  }),
  /** GitHub secret to the key of the stack's config that holds its value. */
  secrets: z.record(githubName, configKey).default({}),
  /** GitHub variable to its value. */
  variables: z.record(githubName, z.string().min(1)).default({}),
  /** Whether Argo CD tells GitHub of each deployment, by the event `deployed`. */
  deployEvent: z.boolean().default(false),
  /** Objects that are there already and are taken over as they are, for one `pulumi up`: `Kind/name`, or `githubEnvironment`. */
  adopt: z
    .array(
      z
        .string()
        .regex(
          /^([A-Z][A-Za-z]*\/[a-z0-9.-]+|githubEnvironment)$/,
          'is neither Kind/name nor githubEnvironment',
        ),
    )
    .default([]),
};

const helmValues = z.custom<HelmValues>(
  (value) => typeof value === 'object' && value !== null,
  'is not an object',
);
const valuesOfVersion = z.custom<(version: string) => HelmValues>(
  (value) => typeof value === 'function',
  'must be a function of the version: this environment deploys exactly the version in its pin',
);

const environmentSchema = z.discriminatedUnion('follows', [
  z.strictObject({ ...commonShape, follows: z.literal(false), values: valuesOfVersion }),
  z.strictObject({ ...commonShape, follows: z.literal(true), values: helmValues }),
]);

export type Application = z.output<typeof applicationSchema>;
export type Environment = z.output<typeof environmentSchema>;
export type ApplicationInput = z.input<typeof applicationSchema>;
export type EnvironmentInput = z.input<typeof environmentSchema>;

const faultsOf = (where: string, error: z.ZodError): Fault[] =>
  error.issues.map((issue) => ({
    where: [where, ...issue.path].join('.'),
    what: (issue.code === 'invalid_key' ? issue.issues[0]?.message : undefined) ?? issue.message,
  }));

function duplicates(
  environments: readonly Environment[],
  key: 'name' | 'application' | 'namespace' | 'url',
): Fault[] {
  const values = environments.map((environment) => environment[key]);
  const repeated = new Set(values.filter((value, index) => values.indexOf(value) !== index));
  return [...repeated].map((value) => ({
    where: `environments.${key}`,
    what: `two environments share ${JSON.stringify(value)}`,
    mend: 'each environment needs its own',
  }));
}

/** The application and its environments, checked. */
export interface Pipeline {
  readonly application: Application;
  readonly environments: readonly Environment[];
}

/**
 * Checks what a team wrote in `environments/`.
 *
 * @throws UserError with all faults together, each with its path
 */
export function definePipeline(
  application: ApplicationInput,
  environments: readonly EnvironmentInput[],
): Pipeline {
  const app = applicationSchema.safeParse(application);
  const all = environments.map((environment) => environmentSchema.safeParse(environment));
  const parsed = all.flatMap(({ data }) => (data === undefined ? [] : [data]));
  const faults = [
    ...(app.error ? faultsOf('application', app.error) : []),
    ...all.flatMap(({ error }, i) => (error ? faultsOf(`environments.${environments[i]?.name}`, error) : [])),
    ...(['name', 'application', 'namespace', 'url'] as const).flatMap((key) => duplicates(parsed, key)),
    ...parsed
      .filter(
        ({ name, promotesFrom }) =>
          promotesFrom !== undefined &&
          (promotesFrom === name || !environments.some((other) => other.name === promotesFrom)),
      )
      .map(({ name, promotesFrom }) => ({
        where: `environments.${name}.promotesFrom`,
        what: `there is no other environment ${JSON.stringify(promotesFrom)}`,
      })),
    ...parsed
      .filter(({ gates, promotesFrom, follows }) => gates !== undefined && (follows || !promotesFrom))
      .map(({ name }) => ({
        where: `environments.${name}.gates`,
        what: 'has no meaning here: only an environment with one version and promotesFrom has gates',
      })),
  ];
  if (app.data === undefined || faults.length > 0) throw new UserError(faults);
  return { application: app.data, environments: parsed };
}

/** @throws UserError that lists the environments there are */
export function findEnvironment({ environments }: Pipeline, stack: string): Environment {
  const found = environments.find(({ name }) => name === stack);
  if (found !== undefined) return found;
  throw new UserError([
    {
      what: `there is no environment ${JSON.stringify(stack)}`,
      mend: `the stacks are named after the environments: ${environments.map(({ name }) => name).join(', ')}`,
    },
  ]);
}
