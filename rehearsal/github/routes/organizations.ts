import { firstPage } from '../listing.ts';
import { found } from '../lookup.ts';
import { notFound } from '../refusal.ts';
import type { Call, Route } from '../route.ts';
import { type Account, findAccount, type GitHubState, sameName, type Team } from '../state.ts';
import { repositoryBody } from './repositories.ts';
import { accountBody } from './users.ts';

/** The owner as an organization (404 where it is a person) and its teams. */
export function organizationRoutes(state: GitHubState): Route[] {
  return [
    {
      method: 'GET',
      pattern: '/orgs/:org',
      handle: (call) => ({ status: 200, body: accountBody(organization(state, call)) }),
    },
    {
      method: 'GET',
      pattern: '/orgs/:org/teams/:slug',
      handle: (call) => ({ status: 200, body: teamBody(team(state, call)) }),
    },
    {
      method: 'GET',
      pattern: '/orgs/:org/teams/:slug/members',
      handle: (call) => ({ status: 200, body: firstPage(call, members(state, team(state, call))) }),
    },
    {
      method: 'GET',
      pattern: '/orgs/:org/teams/:slug/repos',
      handle: (call) => {
        team(state, call);
        const repositories = state.repositories.map((repository) => ({
          ...repositoryBody(repository),
          role_name: 'read',
        }));
        return { status: 200, body: firstPage(call, repositories) };
      },
    },
  ];
}

/** A team as the API shows it. */
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

function organization(state: GitHubState, call: Call): Account {
  const account = found(findAccount(state, call.param('org')));
  if (account.type !== 'Organization') throw notFound();
  return account;
}

function team(state: GitHubState, call: Call): Team {
  organization(state, call);
  return found(state.teams.find((candidate) => sameName(candidate.slug, call.param('slug'))));
}

function members(state: GitHubState, team: Team) {
  return team.members.flatMap((login) => findAccount(state, login) ?? []).map(accountBody);
}
