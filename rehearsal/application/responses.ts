import { createHmac } from 'node:crypto';
import { z } from 'zod';

/** The defects of a version. */
export interface Behaviour {
  /** The login accepts any password. */
  readonly acceptsAnyPassword?: true;
  /** The status of each broken route, for instance 500 for `GET /api/devices`. */
  readonly statuses?: Readonly<Record<string, number>>;
}

/** A request to the stand-in. */
export interface ApplicationRequest {
  /** Method and path, for instance `GET /health`. */
  readonly route: string;
  readonly authorization: string | undefined;
  /** The parsed JSON body; undefined without one. */
  readonly body: unknown;
}

/** The version that is served, and how it behaves. */
export interface ServedVersion {
  /** Undefined while no version runs. */
  readonly version: string | undefined;
  readonly password: string;
  readonly behaviour: Behaviour;
}

export interface ApplicationResponse {
  readonly status: number;
  readonly content: unknown;
}

const loginSchema = z.object({ username: z.string(), password: z.string() });
const querySchema = z.object({ query: z.string().min(1) });

const errorResponse = (status: number, error: string): ApplicationResponse => ({
  status,
  content: { error },
});
const okResponse = (content: unknown): ApplicationResponse => ({ status: 200, content });

/** The access token: it can be computed only with the password. */
const accessToken = (password: string) => createHmac('sha256', password).update('token').digest('hex');

function logIn({ body }: ApplicationRequest, { password, behaviour }: ServedVersion): ApplicationResponse {
  const { data } = loginSchema.safeParse(body);
  const isCorrect = data?.username === 'admin' && data.password === password;
  return isCorrect || behaviour.acceptsAnyPassword
    ? okResponse({ token: accessToken(password) })
    : errorResponse(401, 'wrong user name or password');
}

const publicRoutes: Readonly<
  Record<string, (request: ApplicationRequest, served: ServedVersion) => ApplicationResponse>
> = {
  'GET /health': () => okResponse({ status: 'ok' }),
  'GET /api/version': (_, { version }) => okResponse({ version }),
  'POST /auth/login': logIn,
};

const protectedRoutes: Readonly<Record<string, (request: ApplicationRequest) => ApplicationResponse>> = {
  'GET /api/status': () => okResponse({ total_pollers: 1, healthy_pollers: 1 }),
  'GET /api/devices': () => okResponse([{ device_id: 'default:10.0.0.1', is_available: true }]),
  'GET /api/pollers': () => okResponse([{ poller_id: 'k8s-poller', is_healthy: true }]),
  'POST /api/query': ({ body }) =>
    querySchema.safeParse(body).success
      ? okResponse({ results: [] })
      : errorResponse(400, 'the query is missing'),
};

/** The application's response to a request; 503 while no version runs. */
export function respond(request: ApplicationRequest, served: ServedVersion): ApplicationResponse {
  const { route, authorization } = request;
  const { version, password, behaviour } = served;
  if (version === undefined) return errorResponse(503, 'no version is running');
  const status = behaviour.statuses?.[route];
  if (status !== undefined) return errorResponse(status, 'broken by the rehearsal');
  const isAuthorized = authorization === `Bearer ${accessToken(password)}`;
  const handler = publicRoutes[route] ?? protectedRoutes[route];
  if (handler === undefined) return errorResponse(404, 'not found');
  return route in publicRoutes || isAuthorized
    ? handler(request, served)
    : errorResponse(401, 'a valid token is required');
}
