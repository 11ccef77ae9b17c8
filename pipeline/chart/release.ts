import type { Digest } from '../../model/digest.ts';
import type { LockedImage } from './lock.ts';

/** A release as it is in the registry. */
export interface Release {
  readonly version: string;
  /** Digest of the chart: the pin's digest if it has one, else the digest that the version's tag points to. */
  readonly digest: Digest;
  /** The digest that the version's tag points to now; absent if there is no such tag. */
  readonly tagged?: Digest;
  /** The images that the chart locks, each with the digest that its tag points to now; absent if it has no lock. */
  readonly images?: readonly (LockedImage & { readonly tagged?: Digest })[];
}
