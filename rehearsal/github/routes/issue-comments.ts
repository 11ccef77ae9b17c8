import { z } from 'zod';
import { pageOf, timestamp } from '../listing.ts';
import { found, repositoryRoutes } from '../lookup.ts';
import type { IssueComment } from '../release-state.ts';
import { parseBody } from '../request-body.ts';
import type { Call, Route } from '../route.ts';
import { fullNameOf, type GitHubState, type Repository } from '../state.ts';

const content = z.object({ body: z.string().min(1).max(65_536) });

/** Comments on pull requests, which GitHub keeps as comments on issues. */
export function issueCommentRoutes(state: GitHubState): Route[] {
  const path = '/issues/:number/comments';
  return [
    ...repositoryRoutes(state, 'GET', path, (call, repository) => {
      const issue = numberOf(call, repository);
      const comments = repository.issueComments.filter((comment) => comment.issue === issue);
      return pageOf(
        call,
        comments.map((comment) => commentBody(repository, comment)),
      );
    }),
    ...repositoryRoutes(state, 'POST', path, (call, repository) => {
      const issue = numberOf(call, repository);
      const { body } = parseBody(content, call.body);
      const comment = { id: state.nextId(), issue, body, createdAt: state.now() };
      repository.issueComments.push(comment);
      return { status: 201, body: commentBody(repository, comment) };
    }),
    ...repositoryRoutes(state, 'PATCH', '/issues/comments/:id', (call, repository) => {
      const comment = found(repository.issueComments.find(({ id }) => String(id) === call.param('id')));
      comment.body = parseBody(content, call.body).body;
      return { status: 200, body: commentBody(repository, comment) };
    }),
  ];
}

/** The stand-in knows pull requests only. */
const numberOf = (call: Call, { pullRequests }: Repository): number =>
  found(pullRequests.find(({ number }) => String(number) === call.param('number'))).number;

const commentBody = (repository: Repository, { id, issue, body, createdAt }: IssueComment) => ({
  id,
  node_id: `IC_${id}`,
  html_url: `https://github.com/${fullNameOf(repository)}/pull/${issue}#issuecomment-${id}`,
  body,
  created_at: timestamp(createdAt),
});
