import type { Call } from './route.ts';

/**
 * A list as it is answered: everything is on the first page, whatever `per_page` says, and every later page is
 * empty, so that both a client that follows links and one that reads until nothing comes end well.
 */
export function firstPage<Item>(call: Call, items: Iterable<Item>): Item[] {
  const page = Number(call.query.get('page') ?? '1');
  return page > 1 ? [] : [...items];
}

/** An instant as GitHub prints it: UTC, whole seconds. */
export function timestamp(instant: Date): string {
  return instant.toISOString().replace(/\.\d{3}Z$/, 'Z');
}
