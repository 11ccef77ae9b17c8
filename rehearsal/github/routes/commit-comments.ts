import { z } from 'zod';
import { pageOf, timestamp } from '../listing.ts';
import { repositoryRoutes } from '../lookup.ts';
import { unprocessable } from '../refusal.ts';
import type { CommitComment } from '../release-state.ts';
import { parseBody } from '../request-body.ts';
import type { Call, Route } from '../route.ts';
import { fullNameOf, type GitHubState, type Repository } from '../state.ts';

const creation = z.object({ body: z.string().min(1) });

/** Comments on commits. */
export function commitCommentRoutes(state: GitHubState): Route[] {
  const path = '/commits/:sha/comments';
  return [
    ...repositoryRoutes(state, 'GET', path, (call, repository) => {
      const comments = repository.commitComments.filter(({ commit }) => commit === commitOf(call));
      return pageOf(
        call,
        comments.map((comment) => commentBody(repository, comment)),
      );
    }),
    ...repositoryRoutes(state, 'POST', path, (call, repository) => {
      const { body } = parseBody(creation, call.body);
      const comment = { id: state.nextId(), commit: commitOf(call), body, createdAt: state.now() };
      repository.commitComments.push(comment);
      return { status: 201, body: commentBody(repository, comment) };
    }),
  ];
}

/** Whatever looks like a commit is taken for one that was pushed. */
function commitOf(call: Call): string {
  const sha = call.param('sha');
  if (!/^[0-9a-f]{40}$/.test(sha)) throw unprocessable(`No commit found for SHA: ${sha}`);
  return sha;
}

const commentBody = (repository: Repository, { id, commit, body, createdAt }: CommitComment) => ({
  id,
  node_id: `CC_${id}`,
  html_url: `https://github.com/${fullNameOf(repository)}/commit/${commit}#commitcomment-${id}`,
  commit_id: commit,
  body,
  path: null,
  created_at: timestamp(createdAt),
});
