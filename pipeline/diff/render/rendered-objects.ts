import { z } from 'zod';
import type { Fault } from '../../../model/errors.ts';
import type { KubernetesObject } from '../model.ts';

/** What an Application deploys, without secrets, and what of it is malformed. */
export interface Rendering {
  readonly objects: readonly KubernetesObject[];
  readonly faults: readonly Fault[];
}

const optionalText = z.string().exactOptional();

/** A rendering as it is kept on disk. */
export const renderingSchema: z.ZodType<Rendering> = z.object({
  objects: z.array(
    z.looseObject({
      apiVersion: z.string(),
      kind: z.string(),
      metadata: z.looseObject({ name: z.string(), namespace: optionalText }),
    }),
  ),
  faults: z.array(z.object({ where: optionalText, what: z.string(), hint: optionalText })),
});
