import type {
  CommitComment,
  CommitStatus,
  DispatchedEvent,
  GitObject,
  IssueComment,
  PullRequest,
  Release,
} from './release-state.ts';
import type { SealingKey } from './sealed-box.ts';

/** The account of a user or an organization. */
export interface Account {
  readonly id: number;
  readonly login: string;
  readonly type: 'User' | 'Organization';
}

/** A team of the organization that owns the repository. `members` are logins. */
export interface Team {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  members: string[];
}

/** A user or team that may approve a deployment, by id as in the API. */
export interface Reviewer {
  readonly type: 'User' | 'Team';
  readonly id: number;
}

/** The branches that may deploy: exactly one of the two is true. */
export interface DeploymentBranchPolicy {
  readonly protected_branches: boolean;
  readonly custom_branch_policies: boolean;
}

/** A name pattern (`main`, `release/*`) of branches or tags that may deploy if the branch policy is custom. */
export interface DeploymentPolicy {
  readonly id: number;
  name: string;
  readonly type: 'branch' | 'tag';
}

/** A variable of an environment. Its name is in upper case, as GitHub stores it. */
export interface Variable {
  readonly name: string;
  value: string;
  readonly createdAt: Date;
  updatedAt: Date;
}

/** A decrypted secret of an environment. Its name is in upper case, as GitHub stores it. */
export interface Secret {
  readonly name: string;
  /** The exact bytes that the client sealed. */
  value: Buffer;
  readonly createdAt: Date;
  updatedAt: Date;
}

/** An environment with everything that is deleted with it. */
export interface Environment {
  readonly id: number;
  readonly name: string;
  readonly createdAt: Date;
  updatedAt: Date;
  /** The ids of its three protection rules. */
  readonly ruleIds: { readonly waitTimer: number; readonly reviewers: number; readonly branches: number };
  /** Minutes, 0 to 43200. */
  waitTimer: number;
  reviewers: Reviewer[];
  preventSelfReview: boolean;
  canAdminsBypass: boolean;
  /** null: every branch may deploy. */
  deploymentBranchPolicy: DeploymentBranchPolicy | null;
  /** By id. */
  readonly deploymentPolicies: Map<number, DeploymentPolicy>;
  /** By name, upper case. */
  readonly variables: Map<string, Variable>;
  /** By name, upper case. */
  readonly secrets: Map<string, Secret>;
  readonly sealingKey: SealingKey;
}

export interface Repository {
  readonly id: number;
  readonly owner: Account;
  readonly name: string;
  /** By name in lower case: GitHub ignores the case of environment names. */
  readonly environments: Map<string, Environment>;
  /** By full name, for instance `refs/tags/v1.0.76`. Nobody pushes to the stand-in: tests and rehearsal write them. */
  readonly refs: Map<string, GitObject>;
  /** In the order of creation, like all lists below. */
  readonly releases: Release[];
  readonly commitComments: CommitComment[];
  readonly commitStatuses: CommitStatus[];
  readonly pullRequests: PullRequest[];
  readonly issueComments: IssueComment[];
  readonly dispatches: DispatchedEvent[];
}

/** The whole content of the stand-in. A test may change it in place, as a person would on the web site. */
export interface GitHubState {
  readonly repositories: Repository[];
  /** Users and organizations. */
  readonly accounts: Account[];
  /** The teams of the owner; empty if the owner is a user. */
  readonly teams: Team[];
  /** The owner of the token: the response to `GET /user`. */
  readonly viewer: Account;
  nextId(): number;
  now(): Date;
}

/** Whether two logins, repository names or environment names are equal: GitHub ignores their case. */
export function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** The account with this login, or undefined. */
export function findAccount(state: GitHubState, login: string): Account | undefined {
  return state.accounts.find((account) => sameName(account.login, login));
}

/** The repository `owner/name`, or undefined. */
export function findRepository(state: GitHubState, fullName: string): Repository | undefined {
  return state.repositories.find((repository) => sameName(fullNameOf(repository), fullName));
}

/** `owner/name` of a repository. */
export function fullNameOf(repository: Repository): string {
  return `${repository.owner.login}/${repository.name}`;
}

/** The environment of the repository `owner/name`, or undefined if either does not exist. */
export function findEnvironment(state: GitHubState, fullName: string, name: string): Environment | undefined {
  return findRepository(state, fullName)?.environments.get(name.toLowerCase());
}
