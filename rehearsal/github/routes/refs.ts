import { repositoryRoutes, requireFound } from '../lookup.ts';
import type { GitObject } from '../release-state.ts';
import type { Route } from '../route.ts';
import type { GitHubState } from '../state.ts';

/** Branches and tags, and the annotated tags that refs point to. */
export function refRoutes(state: GitHubState): Route[] {
  return [
    ...repositoryRoutes(state, 'GET', '/git/ref/:namespace/:name', (request, { refs }) => {
      const ref = `refs/${request.param('namespace')}/${request.param('name')}`;
      return { status: 200, body: { ref, object: objectBody(requireFound(refs.get(ref))) } };
    }),
    ...repositoryRoutes(state, 'GET', '/git/tags/:sha', (request, { refs }) => {
      const tag = requireFound(
        [...refs.values()].flatMap(annotatedTags).find(({ sha }) => sha === request.param('sha')),
      );
      return { status: 200, body: { sha: tag.sha, object: objectBody(tag.object) } };
    }),
  ];
}

/** The chain of annotated tags from an object to its commit. */
function annotatedTags(object: GitObject): Extract<GitObject, { type: 'tag' }>[] {
  return object.type === 'tag' ? [object, ...annotatedTags(object.object)] : [];
}

const objectBody = ({ type, sha }: GitObject) => ({ type, sha });
