import { z } from 'zod';
import { pageOf, timestamp } from '../listing.ts';
import { repositoryRoutes } from '../lookup.ts';
import { unprocessable } from '../refusal.ts';
import type { CommitStatus } from '../release-state.ts';
import { parseBody } from '../request-body.ts';
import type { Call, Route } from '../route.ts';
import type { GitHubState } from '../state.ts';

const creation = z.object({
  state: z.enum(['error', 'failure', 'pending', 'success']),
  context: z.string().min(1).default('default'),
  description: z.string().max(140).nullable().default(null),
});

/** Statuses of commits, the newest first. */
export function commitStatusRoutes(state: GitHubState): Route[] {
  return [
    ...repositoryRoutes(state, 'GET', '/commits/:sha/statuses', (call, repository) => {
      const statuses = repository.commitStatuses.filter(({ commit }) => commit === commitOf(call));
      return pageOf(call, statuses.toReversed().map(statusBody));
    }),
    ...repositoryRoutes(state, 'POST', '/statuses/:sha', (call, repository) => {
      const asked = parseBody(creation, call.body);
      const status = { id: state.nextId(), commit: commitOf(call), createdAt: state.now(), ...asked };
      repository.commitStatuses.push(status);
      return { status: 201, body: statusBody(status) };
    }),
  ];
}

/** Whatever looks like a commit is taken for one that was pushed. */
function commitOf(call: Call): string {
  const sha = call.param('sha');
  if (!/^[0-9a-f]{40}$/.test(sha)) throw unprocessable(`No commit found for SHA: ${sha}`);
  return sha;
}

const statusBody = ({ commit: _, createdAt, ...status }: CommitStatus) => ({
  ...status,
  created_at: timestamp(createdAt),
});
