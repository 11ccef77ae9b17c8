/** One request that reached a route: its path parameters decoded, its body parsed (undefined without one). */
export interface Call {
  /** The decoded value of `:name` in the route's pattern; throws for a name that the pattern does not have. */
  param(name: string): string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  /** What was asked for, absolute: the links to further pages are made of it. */
  readonly url: URL;
}

/** What goes back: no `body` means an empty one. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** `pattern` is a path below `/api/v3`, with `:name` for a segment that varies: `/repos/:owner/:repo`. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly pattern: string;
  handle(call: Call): Answer | Promise<Answer>;
}

/** A route that was found, with what stood in the place of each `:name`. */
export interface Match {
  readonly route: Route;
  readonly params: ReadonlyMap<string, string>;
}

/**
 * Finds the first route for a method and a path.
 *
 * @param path still percent-encoded, so that an encoded slash stays inside its segment
 * @returns undefined when nothing answers, or when the path is not valid percent-encoding
 */
export function findRoute(routes: readonly Route[], method: string, path: string): Match | undefined {
  const segments = decodedSegments(path);
  if (segments === undefined) return undefined;
  for (const route of routes) {
    const params = route.method === method ? matchSegments(route.pattern.split('/'), segments) : undefined;
    if (params !== undefined) return { route, params };
  }
  return undefined;
}

/** The call that a handler gets for a match. */
export function toCall(match: Match, url: URL, body: unknown): Call {
  return {
    query: url.searchParams,
    body,
    url,
    param(name) {
      const value = match.params.get(name);
      if (value === undefined) throw new Error(`${match.route.pattern} has no parameter ${name}`);
      return value;
    },
  };
}

function decodedSegments(path: string): string[] | undefined {
  try {
    return path.split('/').map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

function matchSegments(pattern: string[], segments: string[]): Map<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const params = new Map<string, string>();
  for (const [index, expected] of pattern.entries()) {
    const actual = segments[index];
    if (actual === undefined) return undefined;
    if (expected.startsWith(':')) {
      if (actual === '') return undefined;
      params.set(expected.slice(1), actual);
    } else if (expected !== actual) return undefined;
  }
  return params;
}
