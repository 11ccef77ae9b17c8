import { firstPage } from '../listing.ts';
import { requireFound } from '../lookup.ts';
import type { Route } from '../route.ts';
import { type Account, findAccount, type GitHubState } from '../state.ts';

/** Accounts by login, the account of the token, and their (empty) lists of keys. */
export function userRoutes(state: GitHubState): Route[] {
  return [
    { method: 'GET', pattern: '/user', handle: () => ({ status: 200, body: accountBody(state.viewer) }) },
    {
      method: 'GET',
      pattern: '/users/:login',
      handle: (request) => ({
        status: 200,
        body: accountBody(requireFound(findAccount(state, request.param('login')))),
      }),
    },
    ...['gpg_keys', 'keys'].map(
      (keys): Route => ({
        method: 'GET',
        pattern: `/users/:login/${keys}`,
        handle: (request) => {
          requireFound(findAccount(state, request.param('login')));
          return { status: 200, body: firstPage(request, []) };
        },
      }),
    ),
  ];
}

/** An account as the API returns it. */
export function accountBody(account: Account) {
  return {
    id: account.id,
    node_id: `U_${account.id}`,
    login: account.login,
    type: account.type,
    name: account.login,
    avatar_url: '',
    gravatar_id: '',
    site_admin: false,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: '2020-01-01T00:00:00Z',
    updated_at: '2020-01-01T00:00:00Z',
  };
}
