import { z } from 'zod';
import { pageOf, timestamp } from '../listing.ts';
import { commitSha, repositoryRoutes } from '../lookup.ts';
import type { CommitStatus } from '../release-state.ts';
import { parseBody } from '../request-body.ts';
import type { Route } from '../route.ts';
import type { GitHubState } from '../state.ts';

const creation = z.object({
  state: z.enum(['error', 'failure', 'pending', 'success']),
  context: z.string().min(1).default('default'),
  description: z.string().max(140).nullable().default(null),
});

/** Statuses of commits, the newest first. */
export function commitStatusRoutes(state: GitHubState): Route[] {
  return [
    ...repositoryRoutes(state, 'GET', '/commits/:sha/statuses', (request, repository) => {
      const statuses = repository.commitStatuses.filter(({ commit }) => commit === commitSha(request));
      return pageOf(request, statuses.toReversed().map(statusBody));
    }),
    ...repositoryRoutes(state, 'POST', '/statuses/:sha', (request, repository) => {
      const fields = parseBody(creation, request.body);
      const status = { id: state.nextId(), commit: commitSha(request), createdAt: state.now(), ...fields };
      repository.commitStatuses.push(status);
      return { status: 201, body: statusBody(status) };
    }),
  ];
}

const statusBody = ({ commit: _, createdAt, ...status }: CommitStatus) => ({
  ...status,
  created_at: timestamp(createdAt),
});
