import { z } from 'zod';
import { type Fault, UserError, userError } from '../../model/errors.ts';
import { channels } from '../../model/release-source.ts';
import type { ReleaseFacts } from './release-facts.ts';

/** Semver 2.0.0 without build metadata, which a tag cannot contain. */
const version =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-(0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*)(\.(0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*))*)?$/;
const reference =
  /^[a-z0-9][a-z0-9.-]*(:\d{1,5})?(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)+:[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;

const artifact = z.strictObject({
  reference: z.string().max(512).regex(reference, 'is not <registry>/<repository>:<tag>'),
  digest: z.string().regex(/^sha256:[0-9a-f]{64}$/, 'is not sha256:<64 hexadecimal digits>'),
});

/** The payload of a release, in the same form for both channels. */
export const dispatchPayloadSchema = z
  .strictObject({
    version: z.string().max(120).regex(version, 'is not a plain version such as 1.0.76'),
    commit: z.string().regex(/^[0-9a-f]{40}$/, 'is not a commit (40 hexadecimal digits)'),
    chart: artifact.describe('The Helm chart, which fixes all images by their digests'),
    images: z
      .array(
        z.strictObject({
          name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'is not the name of an image'),
          ...artifact.shape,
        }),
      )
      .min(1),
    channel: z.enum(channels),
  })
  .refine(({ version, chart }) => chart.reference.endsWith(`:${version}`), {
    path: ['chart', 'reference'],
    error: 'has another tag than the version',
  })
  .refine(({ images }) => new Set(images.map(({ name }) => name)).size === images.length, {
    path: ['images'],
    error: 'names an image twice',
  })
  .meta({ title: 'A release', description: 'client_payload of the repository_dispatch event' });
export type DispatchPayload = z.infer<typeof dispatchPayloadSchema>;

const toFault = (issue: z.core.$ZodIssue): Fault => ({
  where: ['client_payload', ...issue.path].join('.'),
  what: issue.message,
});

/**
 * Parses a payload.
 *
 * @throws UserError with all its faults
 */
export function parsePayload(value: unknown): DispatchPayload {
  const { data, error } = dispatchPayloadSchema.safeParse(value);
  if (data !== undefined) return data;
  throw new UserError(error.issues.map(toFault));
}

/** GitHub's limit for client_payload, in bytes of JSON. */
const payloadLimit = 64 * 1024;

/**
 * Creates the payload of a release.
 *
 * @throws UserError if it is larger than GitHub's limit
 */
export function createPayload({ version, commit, chart, images, channel }: ReleaseFacts): DispatchPayload {
  const named = images.map(({ name, reference, digest }) => ({ name, reference, digest }));
  const payload = parsePayload({ version, commit, chart, images: named, channel });
  const bytes = Buffer.byteLength(JSON.stringify(payload));
  if (bytes < payloadLimit) return payload;
  const what = `has ${bytes} bytes for ${images.length} images; GitHub's limit is ${payloadLimit}`;
  throw userError(what, { where: 'client_payload', hint: 'shorten the names of the repositories' });
}
