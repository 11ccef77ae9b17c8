import type { Answer, Call } from './route.ts';

/**
 * A list as it is answered: everything is on the first page, whatever `per_page` says, and every later page is
 * empty, so that both a client that follows links and one that reads until nothing comes end well.
 */
export function firstPage<Item>(call: Call, items: Iterable<Item>): Item[] {
  const page = Number(call.query.get('page') ?? '1');
  return page > 1 ? [] : [...items];
}

/** One page of a list, 30 long unless `per_page` says otherwise, with the link to the next one. */
export function pageOf(call: Call, items: readonly unknown[]): Answer {
  const page = Number(call.query.get('page') ?? '1');
  const size = Math.min(100, Number(call.query.get('per_page') ?? '30'));
  const next = new URL(call.url);
  next.searchParams.set('page', String(page + 1));
  return {
    status: 200,
    body: items.slice((page - 1) * size, page * size),
    ...(items.length > page * size ? { headers: { link: `<${next.href}>; rel="next"` } } : {}),
  };
}

/** An instant as GitHub prints it: UTC, whole seconds. */
export function timestamp(instant: Date): string {
  return instant.toISOString().replace(/\.\d{3}Z$/, 'Z');
}
