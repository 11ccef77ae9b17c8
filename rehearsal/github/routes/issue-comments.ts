import { z } from 'zod';
import { pageOf, timestamp } from '../listing.ts';
import { repositoryRoutes, requireFound } from '../lookup.ts';
import type { IssueComment } from '../release-state.ts';
import { parseBody } from '../request-body.ts';
import type { ApiRequest, Route } from '../route.ts';
import { fullNameOf, type GitHubState, type Repository } from '../state.ts';

const content = z.object({ body: z.string().min(1).max(65_536) });

/** Comments on pull requests, which GitHub stores as comments on issues. */
export function issueCommentRoutes(state: GitHubState): Route[] {
  const path = '/issues/:number/comments';
  return [
    ...repositoryRoutes(state, 'GET', path, (request, repository) => {
      const issue = pullRequestNumber(request, repository);
      const comments = repository.issueComments.filter((comment) => comment.issue === issue);
      return pageOf(
        request,
        comments.map((comment) => commentBody(repository, comment)),
      );
    }),
    ...repositoryRoutes(state, 'POST', path, (request, repository) => {
      const issue = pullRequestNumber(request, repository);
      const { body } = parseBody(content, request.body);
      const comment = { id: state.nextId(), issue, body, createdAt: state.now() };
      repository.issueComments.push(comment);
      return { status: 201, body: commentBody(repository, comment) };
    }),
    ...repositoryRoutes(state, 'PATCH', '/issues/comments/:id', (request, repository) => {
      const comment = requireFound(
        repository.issueComments.find(({ id }) => String(id) === request.param('id')),
      );
      comment.body = parseBody(content, request.body).body;
      return { status: 200, body: commentBody(repository, comment) };
    }),
  ];
}

/** The number of the pull request in the path; the stand-in has no other issues. */
const pullRequestNumber = (request: ApiRequest, { pullRequests }: Repository): number =>
  requireFound(pullRequests.find(({ number }) => String(number) === request.param('number'))).number;

const commentBody = (repository: Repository, { id, issue, body, createdAt }: IssueComment) => ({
  id,
  node_id: `IC_${id}`,
  html_url: `https://github.com/${fullNameOf(repository)}/pull/${issue}#issuecomment-${id}`,
  body,
  created_at: timestamp(createdAt),
});
