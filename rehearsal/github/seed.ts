import type { Account, GitHubState, Repository, Team } from './state.ts';

/** A team of the owner. `name` is its slug where it is not given; `members` are logins of seeded users. */
export interface TeamSeed {
  readonly slug: string;
  readonly name?: string;
  readonly members?: readonly string[];
}

/** What there is when the stand-in starts. */
export interface GitHubSeed {
  /** `owner/name`. */
  readonly repository: string;
  /** Logins of people. A person who owns the repository is added where missing. */
  readonly users: readonly string[];
  /** Given (even empty), the owner is an organization; absent, a person. */
  readonly teams?: readonly TeamSeed[];
  /** What requests must carry. */
  readonly token: string;
  /** The clock. @default the real one */
  readonly now?: () => Date;
}

const FIRST_ID = 1001;

/**
 * The state that a seed describes. The same seed gives the same ids.
 *
 * @throws {Error} when `repository` is not `owner/name`, or a team has a member who is not a seeded user
 */
export function makeState(seed: GitHubSeed): GitHubState {
  const nextId = countFrom(FIRST_ID);
  const [ownerLogin, name, ...rest] = seed.repository.split('/');
  if (!ownerLogin || !name || rest.length > 0) throw new Error(`not owner/name: ${seed.repository}`);
  const owner: Account = { id: nextId(), login: ownerLogin, type: seed.teams ? 'Organization' : 'User' };
  const people = seed.users
    .filter((login) => login.toLowerCase() !== ownerLogin.toLowerCase())
    .map((login): Account => ({ id: nextId(), login, type: 'User' }));
  const accounts = [owner, ...people];
  return {
    accounts,
    teams: (seed.teams ?? []).map((team) => makeTeam(team, nextId(), people)),
    repositories: [makeRepository(nextId(), owner, name)],
    viewer: accounts.find((account) => account.type === 'User') ?? owner,
    nextId,
    now: seed.now ?? (() => new Date()),
  };
}

function makeRepository(id: number, owner: Account, name: string): Repository {
  return {
    ...{ id, owner, name },
    environments: new Map(),
    refs: new Map(),
    releases: [],
    commitComments: [],
    commitStatuses: [],
    pullRequests: [],
    issueComments: [],
    dispatches: [],
  };
}

function makeTeam(seed: TeamSeed, id: number, people: readonly Account[]): Team {
  const members = [...(seed.members ?? [])];
  const stranger = members.find((login) => !people.some((person) => person.login === login));
  if (stranger !== undefined) throw new Error(`team ${seed.slug}: ${stranger} is not a seeded user`);
  return { id, slug: seed.slug, name: seed.name ?? seed.slug, members };
}

function countFrom(first: number): () => number {
  let next = first;
  return () => next++;
}
