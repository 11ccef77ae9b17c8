import { z } from 'zod';
import { unprocessable } from '../api-error.ts';
import { repositoryRoutes } from '../lookup.ts';
import { parseBody } from '../request-body.ts';
import type { Route } from '../route.ts';
import type { GitHubState } from '../state.ts';

const MAX_PROPERTIES = 10;
const MAX_PAYLOAD_BYTES = 64 * 1024;

const event = z.object({
  event_type: z.string().min(1).max(100),
  client_payload: z.record(z.string(), z.unknown()).default({}),
});

/** repository_dispatch: events are recorded in order. No workflow is started. */
export function dispatchRoutes(state: GitHubState): Route[] {
  return repositoryRoutes(state, 'POST', '/dispatches', (request, { dispatches }) => {
    const { event_type: type, client_payload: payload } = parseBody(event, request.body);
    const supplied = Object.keys(payload).length;
    if (supplied > MAX_PROPERTIES)
      throw unprocessable(
        `No more than ${MAX_PROPERTIES} properties are allowed; ${supplied} were supplied.`,
      );
    if (Buffer.byteLength(JSON.stringify(payload)) >= MAX_PAYLOAD_BYTES)
      throw unprocessable('client_payload is too large.');
    dispatches.push({ type, payload });
    return { status: 204 };
  });
}
