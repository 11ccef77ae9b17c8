import { RegistryError } from './registry-error.ts';
import type { HttpResponse } from './response.ts';
import type { RegistryRequest, Transport } from './transport.ts';

const maxPages = 10_000;

/** The URL of the next page in the Link header (RFC 8288). */
export const nextPage = (headers: Headers, base: URL): URL | undefined => {
  const found = /<([^>]*)>\s*;[^<]*?\brel\s*=\s*"?next\b/i.exec(headers.get('link') ?? '')?.[1];
  return found === undefined ? undefined : (URL.parse(found, base.href) ?? undefined);
};

/**
 * Reads all pages of a list.
 *
 * @param path path of the first page
 * @throws RegistryError, also if the links form a cycle or lead to another host
 */
export async function* readPages(
  transport: Transport,
  { path, ...request }: RegistryRequest & { readonly path: string },
): AsyncGenerator<HttpResponse> {
  let url = transport.url(request, path);
  const { origin } = url;
  const seen = new Set<string>();
  for (;;) {
    if (seen.has(url.href) || seen.size >= maxPages || url.origin !== origin)
      throw new RegistryError({
        ...{ kind: 'malformed', method: 'GET', url },
        reason: 'the links to the next page form a cycle or lead to another host',
      });
    seen.add(url.href);
    const pageUrl = url;
    const response = await transport.send({ ...request, path: async () => pageUrl });
    yield response;
    const next = response.status === 200 ? nextPage(response.headers, pageUrl) : undefined;
    if (next === undefined) return;
    url = next;
  }
}
