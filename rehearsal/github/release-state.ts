/** The target of a ref: a commit, or an annotated tag. */
export type GitObject =
  | { readonly type: 'commit'; readonly sha: string }
  | { readonly type: 'tag'; readonly sha: string; readonly object: GitObject };

/** A published release or a draft. */
export interface Release {
  readonly id: number;
  readonly createdAt: Date;
  tag: string;
  /** A branch, or a commit's 40 hexadecimal digits. */
  target: string;
  title: string;
  body: string;
  draft: boolean;
  prerelease: boolean;
  /** The last given `make_latest`. GitHub does not return it; it determines the target of /releases/latest. */
  makeLatest: string;
}

/** A comment on a commit, not on one of its lines. */
export interface CommitComment {
  readonly id: number;
  readonly commit: string;
  readonly body: string;
  readonly createdAt: Date;
}

/** A status of a commit. */
export interface CommitStatus {
  readonly id: number;
  readonly commit: string;
  readonly state: 'error' | 'failure' | 'pending' | 'success';
  readonly context: string;
  readonly description: string | null;
  readonly createdAt: Date;
}

/** A comment on a pull request. */
export interface IssueComment {
  readonly id: number;
  /** The number of the pull request. */
  readonly issue: number;
  body: string;
  readonly createdAt: Date;
}

/** A pull request between two branches of the repository. */
export interface PullRequest {
  readonly id: number;
  readonly number: number;
  readonly head: string;
  readonly base: string;
  /** The last commit of the head branch while the pull request was open. */
  headCommit: string;
  title: string;
  body: string;
  state: 'open' | 'closed';
}

/** An event that was sent with repository_dispatch. */
export interface DispatchedEvent {
  readonly type: string;
  readonly payload: Readonly<Record<string, unknown>>;
}
