import { createHmac } from 'node:crypto';
import { z } from 'zod';

/** What a version does wrong. */
export interface Behaviour {
  /** Lets everybody in. */
  readonly acceptsAnyPassword?: true;
  /** Answers with this status: `GET /api/devices` to 500. */
  readonly statuses?: Readonly<Record<string, number>>;
}

export interface Call {
  /** `GET /health` */
  readonly asked: string;
  readonly authorization: string | undefined;
  readonly body: unknown;
}

export interface Served {
  readonly version: string | undefined;
  readonly password: string;
  readonly behaviour: Behaviour;
}

export interface Answer {
  readonly status: number;
  readonly content: unknown;
}

const loginSchema = z.object({ username: z.string(), password: z.string() });
const querySchema = z.object({ query: z.string().min(1) });

const refusal = (status: number, error: string): Answer => ({ status, content: { error } });
const found = (content: unknown): Answer => ({ status: 200, content });

/** Only who knows the password has it. */
const tokenOf = (password: string) => createHmac('sha256', password).update('token').digest('hex');

function letIn({ body }: Call, { password, behaviour }: Served): Answer {
  const { data } = loginSchema.safeParse(body);
  const isRight = data?.username === 'admin' && data.password === password;
  return isRight || behaviour.acceptsAnyPassword
    ? found({ token: tokenOf(password) })
    : refusal(401, 'wrong name or password');
}

const open: Readonly<Record<string, (call: Call, served: Served) => Answer>> = {
  'GET /health': () => found({ status: 'ok' }),
  'GET /api/version': (_, { version }) => found({ version }),
  'POST /auth/login': letIn,
};

const guarded: Readonly<Record<string, (call: Call) => Answer>> = {
  'GET /api/status': () => found({ total_pollers: 1, healthy_pollers: 1 }),
  'GET /api/devices': () => found([{ device_id: 'default:10.0.0.1', is_available: true }]),
  'GET /api/pollers': () => found([{ poller_id: 'k8s-poller', is_healthy: true }]),
  'POST /api/query': ({ body }) =>
    querySchema.safeParse(body).success ? found({ results: [] }) : refusal(400, 'there is no query'),
};

/** What the application answers; 503 while no version runs. */
export function answer(call: Call, served: Served): Answer {
  const { asked, authorization } = call;
  const { version, password, behaviour } = served;
  if (version === undefined) return refusal(503, 'nothing runs');
  const status = behaviour.statuses?.[asked];
  if (status !== undefined) return refusal(status, 'broken');
  const isKnown = authorization === `Bearer ${tokenOf(password)}`;
  const route = open[asked] ?? guarded[asked];
  if (route === undefined) return refusal(404, 'not found');
  return asked in open || isKnown ? route(call, served) : refusal(401, 'not signed in');
}
