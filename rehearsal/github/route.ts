/** A request to a route, with decoded path parameters and a parsed body (undefined without one). */
export interface ApiRequest {
  /**
   * The decoded value of `:name` in the route's pattern.
   *
   * @throws Error when the pattern has no such parameter
   */
  param(name: string): string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  /** The absolute URL of the request, from which links to further pages are made. */
  readonly url: URL;
}

/** A response; its body is empty if `body` is undefined. */
export interface ApiResponse {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A route. Its `pattern` is a path below `/api/v3` with parameters, for instance `/repos/:owner/:repo`. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly pattern: string;
  handle(request: ApiRequest): ApiResponse | Promise<ApiResponse>;
}

/** A route that matches a request, with the values of its parameters. */
export interface RouteMatch {
  readonly route: Route;
  readonly params: ReadonlyMap<string, string>;
}

/**
 * Finds the first route for a method and a path.
 *
 * @param path percent-encoded, so that an encoded slash stays inside its segment
 * @returns undefined when no route matches, or when the path is not validly percent-encoded
 */
export function findRoute(routes: readonly Route[], method: string, path: string): RouteMatch | undefined {
  const segments = decodedSegments(path);
  if (segments === undefined) return undefined;
  for (const route of routes) {
    const params = route.method === method ? matchSegments(route.pattern.split('/'), segments) : undefined;
    if (params !== undefined) return { route, params };
  }
  return undefined;
}

/** The request that the handler of a match gets. */
export function toApiRequest(match: RouteMatch, url: URL, body: unknown): ApiRequest {
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
