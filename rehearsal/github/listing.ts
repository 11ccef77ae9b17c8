import type { ApiRequest, ApiResponse } from './route.ts';

/**
 * The items of a list response. All are on the first page, whatever `per_page` is, and every later page is empty, so
 * that a client that follows links and one that reads until a page is empty both get the whole list.
 */
export function firstPage<Item>(request: ApiRequest, items: Iterable<Item>): Item[] {
  const page = Number(request.query.get('page') ?? '1');
  return page > 1 ? [] : [...items];
}

/** One page of a list, with a link to the next page. It has `per_page` items (30 by default, at most 100). */
export function pageOf(request: ApiRequest, items: readonly unknown[]): ApiResponse {
  const page = Number(request.query.get('page') ?? '1');
  const size = Math.min(100, Number(request.query.get('per_page') ?? '30'));
  const next = new URL(request.url);
  next.searchParams.set('page', String(page + 1));
  return {
    status: 200,
    body: items.slice((page - 1) * size, page * size),
    ...(items.length > page * size ? { headers: { link: `<${next.href}>; rel="next"` } } : {}),
  };
}

/** A time in GitHub's format: RFC 3339, UTC, whole seconds. */
export function timestamp(instant: Date): string {
  return instant.toISOString().replace(/\.\d{3}Z$/, 'Z');
}
