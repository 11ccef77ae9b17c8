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
  reason: z.string().describe('What changes, with values'),
  hint: z.string().describe('What to do about it'),
});

const change = z.strictObject({
  id: object,
  kind: z.enum(changeKinds),
  renamedFrom: z.exactOptional(object).describe('What a renamed object was before'),
  origin: z
    .enum(['pipeline', 'application'])
    .describe('Synthesized by the pipeline, or rendered from the chart or the Git path'),
  diff: z
    .string()
    .describe('Unified diff of the objects as YAML, without file header; empty where only noise changed'),
  noise: z.array(z.string()).describe('Noise that changed, for instance label helm.sh/chart'),
});

const image = z.strictObject({
  repository: z.string().describe('Without tag and digest'),
  from: z.string().nullable().describe('tag, tag@sha256:… or @sha256:…; null where it did not run'),
  to: z.string().nullable().describe('The same; null where it does not run any more'),
});

const side = z.strictObject({ release: z.string() });

const environment = z.strictObject({
  environment: z.string(),
  from: side,
  to: side,
  images: z.array(image),
  changes: z.array(change),
  hazards: z.array(hazard).describe('The most severe first'),
  unchanged: z.int().nonnegative().describe('Objects that are the same on both sides'),
  failure: z
    .exactOptional(z.string())
    .describe('Why a side could not be rendered; nothing else is known then'),
});

/** What `pipeline diff --json` prints; published as diff.schema.json. */
export const diffSchema = z
  .strictObject({
    title: z.string().describe('What is compared: origin/main -> working tree, demo -> 1.0.77'),
    environments: z.array(environment),
  })
  .meta({ title: 'A diff', description: 'What a change would do to every environment' });

type Frozen<T> = T extends object ? { readonly [Key in keyof T]: Frozen<T[Key]> } : T;
export type DiffJson = Frozen<z.infer<typeof diffSchema>>;

/** The report for machines, of the form that diff.schema.json describes: nothing is left out or shortened. */
export const jsonReport = ({ title, environments }: DiffReport): DiffJson => ({
  title,
  environments: environments.map((each) => ({
    ...each,
    images: each.images.map(({ repository, from = null, to = null }) => ({ repository, from, to })),
  })),
});
