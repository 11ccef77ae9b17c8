import type { Account, GitHubState, Repository, Team } from './state.ts';

/** A team of the owner. `name` defaults to the slug; `members` are logins of seeded users. */
export interface TeamSeed {
  readonly slug: string;
  readonly name?: string;
  readonly members?: readonly string[];
}

/** The content of the stand-in when it starts. */
export interface GitHubSeed {
  /** `owner/name`. */
  readonly repository: string;
  /** Logins of users. A user who owns the repository is added if missing. */
  readonly users: readonly string[];
  /** If given, even empty, the owner is an organization; otherwise the owner is a user. */
  readonly teams?: readonly TeamSeed[];
  /** The token that requests must carry. */
  readonly token: string;
  /**
   * The clock.
   *
   * @default the system's clock
   */
  readonly now?: () => Date;
}

const FIRST_ID = 1001;

/**
 * Makes the state that a seed describes. The same seed gives the same ids.
 *
 * @throws {Error} when `repository` is not `owner/name`, or a member of a team is not a seeded user
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
  const unknownMember = members.find((login) => !people.some((person) => person.login === login));
  if (unknownMember !== undefined)
    throw new Error(`team ${seed.slug}: ${unknownMember} is not a seeded user`);
  return { id, slug: seed.slug, name: seed.name ?? seed.slug, members };
}

function countFrom(first: number): () => number {
  let next = first;
  return () => next++;
}
