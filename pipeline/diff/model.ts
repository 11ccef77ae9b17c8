/** A parsed Kubernetes object. Only these fields are checked. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly [key: string]: unknown };
  readonly [key: string]: unknown;
}

/** Identifies an object, whatever version of the API it is written in. */
export interface ObjectId {
  /** API group; empty for the core group. */
  readonly group: string;
  readonly kind: string;
  /** Empty for a cluster-scoped object. */
  readonly namespace: string;
  readonly name: string;
}

/** The most severe first. */
export const severities = ['data-loss', 'cannot-apply', 'outage', 'privilege', 'caution'] as const;
export type Severity = (typeof severities)[number];

/** A change that can lose data, cannot be applied, or should be reviewed. */
export interface Hazard {
  readonly severity: Severity;
  /** The name of the rule that found it, for instance `storage-shrunk`. */
  readonly rule: string;
  readonly object: ObjectId;
  /** The change with its values: `spec.resources.requests.storage: 20Gi -> 10Gi`. */
  readonly reason: string;
  /** What to do about it. */
  readonly hint: string;
}

/** How one object differs between the two sides. On both, secret values are replaced by salted digests. */
export interface ObjectChange {
  readonly id: ObjectId;
  readonly kind: 'added' | 'removed' | 'changed' | 'renamed';
  /** The previous id of a renamed object. */
  readonly renamedFrom?: ObjectId;
  /** Whether the object is synthesized by this program, or rendered from the chart or the Git path. */
  readonly origin: 'pipeline' | 'application';
  /** A unified diff of the objects as YAML (hunks with `@@`, no file header); empty if only noise changed. */
  readonly diff: string;
  /** Labels and annotations that change with every release: `label helm.sh/chart`, `annotation checksum/config`. */
  readonly noise: readonly string[];
}

/** An image whose version differs between the two sides. */
export interface ImageChange {
  /** Repository without tag and digest. */
  readonly repository: string;
  /** `tag`, `tag@sha256:…` or `@sha256:…`; undefined if the image does not run on this side. */
  readonly from: string | undefined;
  readonly to: string | undefined;
}

export interface ReleaseLabel {
  /** The release that one side deploys, for people: `1.0.76@sha256:97fa…`, `k8s/demo at v1.0.75`, `not deployed`. */
  readonly release: string;
}

/** How one environment differs between the two sides. */
export interface EnvironmentDiff {
  readonly environment: string;
  readonly from: ReleaseLabel;
  readonly to: ReleaseLabel;
  readonly images: readonly ImageChange[];
  readonly changes: readonly ObjectChange[];
  /** The most severe first, then by object. */
  readonly hazards: readonly Hazard[];
  /** How many objects are the same on both sides. */
  readonly unchanged: number;
  /** Why a side could not be rendered, for instance Helm's message with file and line. All other fields are empty then. */
  readonly failure?: string;
}

/** The result of a comparison. */
export interface DiffReport {
  /** `origin/main -> working tree`, `demo -> 1.0.77`, `demo-staging -> demo`. */
  readonly title: string;
  readonly environments: readonly EnvironmentDiff[];
}
