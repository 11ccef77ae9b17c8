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

/** A person's or an organization's account. */
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

/** Who may approve a deployment, by id as the API takes it. */
export interface Reviewer {
  readonly type: 'User' | 'Team';
  readonly id: number;
}

/** Which branches may deploy: exactly one of the two is true. */
export interface DeploymentBranchPolicy {
  readonly protected_branches: boolean;
  readonly custom_branch_policies: boolean;
}

/** A name pattern (`main`, `release/*`) that may deploy where the policy is custom. */
export interface DeploymentPolicy {
  readonly id: number;
  name: string;
  readonly type: 'branch' | 'tag';
}

/** A variable of an environment. Its name is upper case, as GitHub keeps it. */
export interface Variable {
  readonly name: string;
  value: string;
  readonly createdAt: Date;
  updatedAt: Date;
}

/** A secret of an environment, decrypted. Its name is upper case, as GitHub keeps it. */
export interface Secret {
  readonly name: string;
  /** The exact bytes that the client sealed. */
  value: Buffer;
  readonly createdAt: Date;
  updatedAt: Date;
}

/** An environment with all that belongs to it: deleting it deletes this. */
export interface Environment {
  readonly id: number;
  readonly name: string;
  readonly createdAt: Date;
  updatedAt: Date;
  /** The ids that its three protection rules are shown with. */
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
  /** By lower-case name: GitHub does not tell environments apart by case. */
  readonly environments: Map<string, Environment>;
  /** By full name: `refs/heads/main`, `refs/tags/v1.0.76`. Nothing pushes here: who plays writes them. */
  readonly refs: Map<string, GitObject>;
  /** In the order of their creation, as all that follows. */
  readonly releases: Release[];
  readonly commitComments: CommitComment[];
  readonly commitStatuses: CommitStatus[];
  readonly pullRequests: PullRequest[];
  readonly issueComments: IssueComment[];
  readonly dispatches: DispatchedEvent[];
}

/** All that the stand-in knows. A test may change it in place, as a person would on the web site. */
export interface GitHubState {
  readonly repositories: Repository[];
  /** People and organizations. */
  readonly accounts: Account[];
  /** The teams of the owner; empty where the owner is a person. */
  readonly teams: Team[];
  /** Whose token it is: what `GET /user` answers. */
  readonly viewer: Account;
  nextId(): number;
  now(): Date;
}

/** Logins, repository and environment names are the same in any case of letters. */
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

/** The environment of the repository `owner/name`, or undefined where either is absent. */
export function findEnvironment(state: GitHubState, fullName: string, name: string): Environment | undefined {
  return findRepository(state, fullName)?.environments.get(name.toLowerCase());
}
