import { notFound } from '../api-error.ts';
import { firstPage } from '../listing.ts';
import { requireFound } from '../lookup.ts';
import type { ApiRequest, Route } from '../route.ts';
import { type Account, findAccount, type GitHubState, sameName, type Team } from '../state.ts';
import { repositoryBody } from './repositories.ts';
import { accountBody } from './users.ts';

/** The owner as an organization, and its teams; 404 if the owner is a user. */
export function organizationRoutes(state: GitHubState): Route[] {
  return [
    {
      method: 'GET',
      pattern: '/orgs/:org',
      handle: (request) => ({ status: 200, body: accountBody(organization(state, request)) }),
    },
    {
      method: 'GET',
      pattern: '/orgs/:org/teams/:slug',
      handle: (request) => ({ status: 200, body: teamBody(team(state, request)) }),
    },
    {
      method: 'GET',
      pattern: '/orgs/:org/teams/:slug/members',
      handle: (request) => ({ status: 200, body: firstPage(request, members(state, team(state, request))) }),
    },
    {
      method: 'GET',
      pattern: '/orgs/:org/teams/:slug/repos',
      handle: (request) => {
        team(state, request);
        const repositories = state.repositories.map((repository) => ({
          ...repositoryBody(repository),
          role_name: 'read',
        }));
        return { status: 200, body: firstPage(request, repositories) };
      },
    },
  ];
}

/** A team as the API returns it. */
export function teamBody(team: Team) {
  return {
    id: team.id,
    node_id: `T_${team.id}`,
    slug: team.slug,
    name: team.name,
    description: '',
    privacy: 'closed',
    notification_setting: 'notifications_enabled',
    permission: 'pull',
  };
}

function organization(state: GitHubState, request: ApiRequest): Account {
  const account = requireFound(findAccount(state, request.param('org')));
  if (account.type !== 'Organization') throw notFound();
  return account;
}

function team(state: GitHubState, request: ApiRequest): Team {
  organization(state, request);
  return requireFound(state.teams.find((candidate) => sameName(candidate.slug, request.param('slug'))));
}

function members(state: GitHubState, team: Team) {
  return team.members.flatMap((login) => findAccount(state, login) ?? []).map(accountBody);
}
