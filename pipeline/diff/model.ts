/** A Kubernetes object as it was parsed; nothing of it is trusted beyond these fields. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly [key: string]: unknown };
  readonly [key: string]: unknown;
}

/** What makes two objects the same one, whatever version of the API they are written in. */
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

/** A change that can lose data, cannot be applied, or wants a second look. */
export interface Hazard {
  readonly severity: Severity;
  /** The rule's name, for instance `storage-shrunk`. */
  readonly rule: string;
  readonly object: ObjectId;
  /** What changes, with values: `spec.resources.requests.storage: 20Gi -> 10Gi`. */
  readonly reason: string;
  /** What to do about it. */
  readonly hint: string;
}

/** How one object differs between the two sides. Secret values are salted digests on both. */
export interface ObjectChange {
  readonly id: ObjectId;
  readonly kind: 'added' | 'removed' | 'changed' | 'renamed';
  /** What a renamed object was before. */
  readonly renamedFrom?: ObjectId;
  /** Where the object comes from: synthesized by this program, or rendered from the chart or the Git path. */
  readonly origin: 'pipeline' | 'application';
  /** A unified diff of the objects as YAML (hunks with `@@`, no file header); empty where only noise changed. */
  readonly diff: string;
  /** Noise that changed, folded: `label helm.sh/chart`, `annotation checksum/config`. */
  readonly noise: readonly string[];
}

/** An image that runs on one side or on both; undefined where it does not. */
export interface ImageChange {
  /** Repository without tag and digest. */
  readonly repository: string;
  /** `tag`, `tag@sha256:…` or `@sha256:…`. */
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** What one environment deploys on one side, in words: `1.0.76@sha256:97fa…`, `k8s/demo at v1.0.75`, `not there`. */
export interface ReleaseLabel {
  readonly release: string;
}

export interface EnvironmentDiff {
  readonly environment: string;
  readonly from: ReleaseLabel;
  readonly to: ReleaseLabel;
  readonly images: readonly ImageChange[];
  readonly changes: readonly ObjectChange[];
  /** Sorted: the most severe first, then by object. */
  readonly hazards: readonly Hazard[];
  /** Objects that are the same on both sides. */
  readonly unchanged: number;
  /** Why a side could not be rendered (Helm's own words with file and line); nothing else is known then. */
  readonly failure?: string;
}

/** The whole answer. */
export interface DiffReport {
  /** What is compared: `origin/main -> working tree`, `demo -> 1.0.77`, `demo-staging -> demo`. */
  readonly title: string;
  readonly environments: readonly EnvironmentDiff[];
}
