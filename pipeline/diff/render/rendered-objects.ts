import { z } from 'zod';
import type { Fault } from '../../../model/errors.ts';
import type { KubernetesObject } from '../model.ts';

/** What an Application deploys, with secrets redacted, and which of its objects are malformed. */
export interface RenderedObjects {
  readonly objects: readonly KubernetesObject[];
  readonly faults: readonly Fault[];
}

const optionalText = z.string().exactOptional();

/** Rendered objects as they are cached on disk. */
export const renderedObjectsSchema: z.ZodType<RenderedObjects> = z.object({
  objects: z.array(
    z.looseObject({
      apiVersion: z.string(),
      kind: z.string(),
      metadata: z.looseObject({ name: z.string(), namespace: optionalText }),
    }),
  ),
  faults: z.array(z.object({ where: optionalText, what: z.string(), hint: optionalText })),
});

/**
 * Parses what Helm or kustomize printed, and redacts its secrets.
 *
 * @param key of the digests that replace secret values
 * @throws UserError if it is not YAML, or beyond the parser's limits
 */
export async function parseAndRedact(manifests: string, key: Uint8Array): Promise<RenderedObjects> {
  const [{ parseObjects }, { redact }] = await Promise.all([
    import('../manifests/parse.ts'),
    import('../redact/redact.ts'),
  ]);
  const { objects, faults } = parseObjects(manifests);
  return { objects: objects.map((object) => redact(object, key)), faults };
}
