import { z } from 'zod';
import { type DiffReport, severities } from '../model.ts';
import { changeKinds } from './summary.ts';

const object = z.strictObject({
  group: z.string().describe('API group; empty for the core group'),
  kind: z.string(),
  namespace: z.string().describe('Empty for a cluster-scoped object'),
  name: z.string(),
});

const hazard = z.strictObject({
  severity: z.enum(severities),
  rule: z.string().describe('Name of the rule, for instance storage-shrunk'),
  object,
  reason: z.string().describe('The change with its values'),
  hint: z.string().describe('What to do about it'),
});

const change = z.strictObject({
  id: object,
  kind: z.enum(changeKinds),
  renamedFrom: z.exactOptional(object).describe('The previous id of a renamed object'),
  origin: z
    .enum(['pipeline', 'application'])
    .describe('Synthesized by the pipeline, or rendered from the chart or the Git path'),
  diff: z
    .string()
    .describe('Unified diff of the objects as YAML, without file header; empty if only noise changed'),
  noise: z
    .array(z.string())
    .describe('Labels and annotations that change with every release, for instance label helm.sh/chart'),
});

const image = z.strictObject({
  repository: z.string().describe('Without tag and digest'),
  from: z.string().nullable().describe('tag, tag@sha256:… or @sha256:…; null if it did not run before'),
  to: z.string().nullable().describe('tag, tag@sha256:… or @sha256:…; null if it does not run any more'),
});

const side = z.strictObject({ release: z.string() });

const environment = z.strictObject({
  environment: z.string(),
  from: side,
  to: side,
  images: z.array(image),
  changes: z.array(change),
  hazards: z.array(hazard).describe('The most severe first'),
  unchanged: z.int().nonnegative().describe('Number of objects that are the same on both sides'),
  failure: z.exactOptional(z.string()).describe('Why a side could not be rendered; all lists are empty then'),
});

/** The schema of what `pipeline diff --json` prints; published as diff.schema.json. */
export const diffSchema = z
  .strictObject({
    title: z.string().describe('The comparison: origin/main -> working tree, demo -> 1.0.77'),
    environments: z.array(environment),
  })
  .meta({ title: 'Diff', description: 'What would change in each environment' });

type Frozen<T> = T extends object ? { readonly [Key in keyof T]: Frozen<T[Key]> } : T;
export type DiffJson = Frozen<z.infer<typeof diffSchema>>;

/** The report for machines, as diff.schema.json describes it. Nothing is omitted or shortened. */
export const jsonReport = ({ title, environments }: DiffReport): DiffJson => ({
  title,
  environments: environments.map((each) => ({
    ...each,
    images: each.images.map(({ repository, from = null, to = null }) => ({ repository, from, to })),
  })),
});
