import { z } from 'zod';
import { type Digest, isDigest } from '../../model/digest.ts';
import { parseJson } from '../../model/json.ts';

export const digestSchema = z.custom<Digest>((value) => typeof value === 'string' && isDigest(value));

/** OCI image 1.1, "Content Descriptors"; other fields are kept. */
export const descriptorSchema = z.looseObject({
  mediaType: z.string(),
  digest: digestSchema,
  size: z.int().nonnegative(),
  artifactType: z.string().optional(),
  annotations: z.record(z.string(), z.string()).optional(),
});
export type Descriptor = z.infer<typeof descriptorSchema>;

const contentSchema = z.looseObject({
  mediaType: z.string().optional(),
  artifactType: z.string().optional(),
  config: descriptorSchema.optional(),
  layers: z.array(descriptorSchema).optional(),
  /** In an index: the manifest of every platform. */
  manifests: z.array(descriptorSchema).optional(),
  subject: descriptorSchema.optional(),
  annotations: z.record(z.string(), z.string()).optional(),
});
export type ManifestContent = z.infer<typeof contentSchema>;

/** A manifest or an index, with the exact bytes that its digest is computed from. */
export interface Manifest {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly content: ManifestContent;
}

/** The manifest or index that a tag points to, without its content. */
export interface Resolved {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly size: number;
}

/** The JSON of a manifest or an index; undefined if it is neither. */
export const parseManifestContent = (bytes: Uint8Array): ManifestContent | undefined =>
  contentSchema.safeParse(parseJson(bytes)).data;
