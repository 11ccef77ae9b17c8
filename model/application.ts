import { z } from 'zod';
import { e2eSchema } from './e2e.ts';
import { dnsLabel, registryPath } from './names.ts';

export const applicationSchema = z.strictObject({
  name: dnsLabel,
  /** Its repository on GitHub. */
  repository: z.strictObject({ owner: z.string().min(1), name: z.string().min(1) }),
  chart: z.strictObject({
    /** Registry and folder of the chart, without scheme: `ghcr.io/carverauto/charts`. */
    registry: registryPath,
    name: dnsLabel,
    /** The chart's folder in this checkout. */
    path: z.string().min(1),
    /** The chart's values.schema.json, against which every environment's values are checked. */
    valuesSchema: z.record(z.string(), z.unknown()),
  }),
  /** Every image that the chart runs: its name in the chart's lock, to its repository. */
  images: z.record(
    z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'is not the name of an image (a-z, 0-9, -)'),
    registryPath,
  ),
  /** The name of the Helm release. */
  releaseName: dnsLabel,
  /** Name of the Secret with the registry's credentials, with which the chart's pods pull their images. */
  pullSecret: dnsLabel,
  argocd: z.strictObject({
    /** The namespace that Argo CD runs in. */
    namespace: dnsLabel,
    /** Address of the cluster to deploy to, as Argo CD has it. */
    server: z.url(),
  }),
  /** Cluster-scoped kinds that the chart may create. */
  clusterScopedKinds: z.array(z.strictObject({ group: z.string(), kind: z.string().min(1) })),
  /** Ports on which devices outside the cluster reach the application. */
  openPorts: z.array(z.strictObject({ port: z.int().min(1).max(65535), protocol: z.enum(['TCP', 'UDP']) })),
  /** How it is tested in an environment over HTTP. @default - no end-to-end tests */
  e2e: e2eSchema.optional(),
});

/** What is released: its chart, its images, its GitHub repository. */
export type Application = z.output<typeof applicationSchema>;
export type ApplicationInput = z.input<typeof applicationSchema>;

/** Declares an application; `definePipeline` checks it. */
export const defineApplication = (application: ApplicationInput): ApplicationInput => application;

/** Host and port of the registry that holds the chart: `ghcr.io`. */
export const registryHost = ({ chart }: Application): string =>
  chart.registry.slice(0, `${chart.registry}/`.indexOf('/'));

/** The chart's repository without scheme: `ghcr.io/carverauto/charts/serviceradar`. */
export const chartReference = ({ chart }: Application): string => `${chart.registry}/${chart.name}`;
