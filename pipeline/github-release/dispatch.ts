import { z } from 'zod';
import type { GitHub } from '../github/client.ts';
import type { DispatchPayload } from './dispatch-payload.ts';

/**
 * Sends the event repository_dispatch to a repository. If the response is lost the event is sent again, so it may arrive
 * twice; the receiving workflow must change nothing the second time.
 *
 * @param eventType selected in the workflow by `on.repository_dispatch.types`
 */
export async function sendDispatch(
  github: GitHub,
  eventType: string,
  payload: DispatchPayload,
): Promise<void> {
  const event = { event_type: eventType, client_payload: payload };
  await github.request(z.unknown(), 'POST /dispatches', { ...event, request: { retries: 3 } });
}
