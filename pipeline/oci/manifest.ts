import { z } from 'zod';
import { type Digest, isDigest } from '../../model/digest.ts';

export const digestSchema = z.custom<Digest>((value) => typeof value === 'string' && isDigest(value));

/** OCI image 1.1, "Content Descriptors"; fields that are not named here are kept. */
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
  /** Of an index: every platform's manifest. */
  manifests: z.array(descriptorSchema).optional(),
  subject: descriptorSchema.optional(),
  annotations: z.record(z.string(), z.string()).optional(),
});
export type ManifestContent = z.infer<typeof contentSchema>;

/** A manifest or an index, with the very bytes that its digest is of. */
export interface Manifest {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly content: ManifestContent;
}

/** What a tag points to, without its content. */
export interface Resolved {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly size: number;
}

/** Reads the JSON of a manifest. @returns undefined where it is none */
export function parseContent(bytes: Uint8Array): ManifestContent | undefined {
  try {
    return contentSchema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch {
    return undefined;
  }
}
