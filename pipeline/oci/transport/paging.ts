import { RegistryError } from './registry-error.ts';
import type { Answer } from './response.ts';
import type { Question, Transport } from './transport.ts';

const mostPages = 10_000;

/** Where a Link header (RFC 8288) says the next page is. */
export const nextPage = (headers: Headers, base: URL): URL | undefined => {
  const found = /<([^>]*)>\s*;[^<]*?\brel\s*=\s*"?next\b/i.exec(headers.get('link') ?? '')?.[1];
  return found === undefined ? undefined : (URL.parse(found, base.href) ?? undefined);
};

/**
 * Reads page after page, as long as there is a next one on the same host.
 *
 * @param first the first page
 * @throws RegistryError; also when pages lead in a circle or to another host
 */
export async function* readPages(
  transport: Transport,
  { path, ...question }: Question & { readonly path: string },
): AsyncGenerator<Answer> {
  let url = transport.url(question, path);
  const { origin } = url;
  const seen = new Set<string>();
  for (;;) {
    if (seen.has(url.href) || seen.size >= mostPages || url.origin !== origin)
      throw new RegistryError({
        ...{ kind: 'malformed', method: 'GET', url },
        answer: 'pages lead in a circle or elsewhere',
      });
    seen.add(url.href);
    const here = url;
    const answer = await transport.ask({ ...question, path: async () => here });
    yield answer;
    const next = answer.status === 200 ? nextPage(answer.headers, here) : undefined;
    if (next === undefined) return;
    url = next;
  }
}
