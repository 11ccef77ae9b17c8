import { z } from 'zod';
import type { GitHub } from '../github/client.ts';
import type { DispatchPayload } from './dispatch-payload.ts';

/**
 * Sends an event to a repository's workflows that listen to repository_dispatch. Where the answer is lost it is sent
 * again, so that it may arrive twice: whoever receives it changes nothing the second time.
 *
 * @param eventType what the workflow selects by `on.repository_dispatch.types`
 */
export async function sendDispatch(
  github: GitHub,
  eventType: string,
  payload: DispatchPayload,
): Promise<void> {
  const event = { event_type: eventType, client_payload: payload };
  await github.request(z.unknown(), 'POST /dispatches', { ...event, request: { retries: 3 } });
}
