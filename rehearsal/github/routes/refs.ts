import { found, repositoryRoutes } from '../lookup.ts';
import type { GitObject } from '../release-state.ts';
import type { Route } from '../route.ts';
import type { GitHubState } from '../state.ts';

/** Branches and tags, and the annotated tags that refs point to. */
export function refRoutes(state: GitHubState): Route[] {
  return [
    ...repositoryRoutes(state, 'GET', '/git/ref/:namespace/:name', (call, { refs }) => {
      const ref = `refs/${call.param('namespace')}/${call.param('name')}`;
      return { status: 200, body: { ref, object: objectBody(found(refs.get(ref))) } };
    }),
    ...repositoryRoutes(state, 'GET', '/git/tags/:sha', (call, { refs }) => {
      const tag = found([...refs.values()].flatMap(tagsOf).find(({ sha }) => sha === call.param('sha')));
      return { status: 200, body: { sha: tag.sha, object: objectBody(tag.object) } };
    }),
  ];
}

/** The annotated tags on the way to the commit. */
function tagsOf(object: GitObject): Extract<GitObject, { type: 'tag' }>[] {
  return object.type === 'tag' ? [object, ...tagsOf(object.object)] : [];
}

const objectBody = ({ type, sha }: GitObject) => ({ type, sha });
