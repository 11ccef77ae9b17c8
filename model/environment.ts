import { z } from 'zod';
import { gatesSchema } from './gates.ts';
import type { HelmValues } from './helm-values.ts';
import { dnsLabel, githubName, secretKey } from './names.ts';
import { trustSchema } from './trust.ts';

const commonShape = {
  /** Name of the environment, of its Pulumi stack and of its GitHub Environment. */
  name: dnsLabel,
  /** Name of its Argo CD Application and AppProject. */
  application: dnsLabel,
  namespace: dnsLabel,
  url: z.url({ protocol: /^https?$/ }),
  /** The environment in which a release is tested before it comes here. */
  promotesFrom: dnsLabel.optional(),
  /** The rules for the releases that may come here. */
  gates: gatesSchema.optional(),
  /** Whose evidence counts here. If it is empty, all evidence counts, even unsigned. */
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
  /** Whether Argo CD deletes what is no longer in the manifests; turn it off for the first sync after a move. */
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
    /** Patterns of the branches and of the tags that may deploy; without any pattern, all may. */
    deploymentBranches: z.array(z.string().min(1)).default([]),
    deploymentTags: z.array(z.string().min(1)).default([]),
  }),
  /** Name of a GitHub secret, to the key of the stack's config that holds its value. */
  secrets: z.record(githubName, secretKey).default({}),
  /** Name of a GitHub variable, to its value. */
  variables: z.record(githubName, z.string().min(1)).default({}),
  /** Whether Argo CD notifies GitHub of each deployment with the event `deployed`. */
  deployEvent: z.boolean().default(false),
  /** Existing objects to adopt as they are, for one `pulumi up`: `Kind/name`, or `githubEnvironment`. */
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

export const environmentSchema = z.discriminatedUnion('follows', [
  z.strictObject({ ...commonShape, follows: z.literal(false), values: valuesOfVersion }),
  z.strictObject({ ...commonShape, follows: z.literal(true), values: helmValues }),
]);

/** A place that the application runs in: namespace, Helm values, Argo CD Application, GitHub Environment, gates. */
export type Environment = z.output<typeof environmentSchema>;
export type EnvironmentInput = z.input<typeof environmentSchema>;

/** An environment that follows a range of versions. */
export type FollowingEnvironment = Extract<EnvironmentInput, { follows: true }>;
/** An environment that deploys exactly the version in its pin. */
export type PinnedEnvironment = Extract<EnvironmentInput, { follows: false }>;

/** Declares an environment; `definePipeline` checks it. */
export const defineEnvironment = (environment: EnvironmentInput): EnvironmentInput => environment;
