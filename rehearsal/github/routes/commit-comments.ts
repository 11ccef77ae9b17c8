import { z } from 'zod';
import { pageOf, timestamp } from '../listing.ts';
import { commitSha, repositoryRoutes } from '../lookup.ts';
import type { CommitComment } from '../release-state.ts';
import { parseBody } from '../request-body.ts';
import type { Route } from '../route.ts';
import { fullNameOf, type GitHubState, type Repository } from '../state.ts';

const creation = z.object({ body: z.string().min(1) });

/** Comments on commits. */
export function commitCommentRoutes(state: GitHubState): Route[] {
  const path = '/commits/:sha/comments';
  return [
    ...repositoryRoutes(state, 'GET', path, (request, repository) => {
      const comments = repository.commitComments.filter(({ commit }) => commit === commitSha(request));
      return pageOf(
        request,
        comments.map((comment) => commentBody(repository, comment)),
      );
    }),
    ...repositoryRoutes(state, 'POST', path, (request, repository) => {
      const { body } = parseBody(creation, request.body);
      const comment = { id: state.nextId(), commit: commitSha(request), body, createdAt: state.now() };
      repository.commitComments.push(comment);
      return { status: 201, body: commentBody(repository, comment) };
    }),
  ];
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
