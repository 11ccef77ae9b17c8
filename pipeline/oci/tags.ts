import { z } from 'zod';
import { parseJson } from '../../model/json.ts';
import type { Repository } from './reference.ts';
import { readPages } from './transport/paging.ts';
import { RegistryError } from './transport/registry-error.ts';
import type { Transport } from './transport/transport.ts';

const tagsSchema = z.object({ tags: z.array(z.string()).nullish() });

/**
 * All tags of a repository, each once, in the registry's order; none if the repository does not exist.
 *
 * @param pageSize number of tags per request
 * @throws RegistryError
 */
export async function listTags(
  transport: Transport,
  { registry, repository }: Repository,
  pageSize = 1000,
): Promise<string[]> {
  const path = `tags/list?n=${pageSize}`;
  const request = { registry, repository, method: 'GET', path, expected: [200, 404] } as const;
  const tags = new Set<string>();
  for await (const { status, bytes } of readPages(transport, request)) {
    if (status === 404) break;
    const { data } = tagsSchema.safeParse(parseJson(bytes));
    if (data === undefined) {
      const url = transport.url(request, path);
      throw new RegistryError({
        kind: 'malformed',
        method: 'GET',
        url,
        reason: 'the response is not a list of tags',
      });
    }
    for (const tag of data.tags ?? []) tags.add(tag);
  }
  return [...tags];
}
