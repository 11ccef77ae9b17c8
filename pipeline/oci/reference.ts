import { type Digest, isDigest } from '../../model/digest.ts';
import { userError } from '../../model/errors.ts';

/** Where manifests and blobs are kept: a registry's host, with its port if any, and a repository's name in it. */
export interface Repository {
  readonly registry: string;
  readonly repository: string;
}

/** A repository, and what is meant in it. With both, the digest decides and the tag is for the reader. */
export interface Reference extends Repository {
  readonly tag?: string;
  readonly digest?: Digest;
}

const host =
  /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9-]+)*|\[[0-9a-fA-F:]+\])(?::\d{1,5})?$/;
const isHost = (text: string) =>
  host.test(text) && (/[.:]/.test(text) || text === 'localhost') && text.length <= 255;
const name = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const tagForm = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;

/** Whether a text may be a tag (OCI distribution 1.1, "Pulling manifests"). */
export const isTag = (text: string): boolean => tagForm.test(text);

const example = 'ghcr.io/owner/name:1.0.76 or ghcr.io/owner/name@sha256:<64 hex digits>';

/**
 * Reads a reference, with or without `oci://`: `<registry>/<repository>[:<tag>][@<digest>]`. The registry is never
 * guessed: `alpine` alone is refused.
 *
 * @param text for instance `oci://ghcr.io/owner/name:1.0.76@sha256:97fa…`
 * @throws UserError that says which part is malformed
 */
export function parseReference(text: string): Reference {
  const shown = JSON.stringify(text.length > 300 ? `${text.slice(0, 300)}…` : text);
  const refuse = (what: string) =>
    userError(`${shown} is not an OCI reference: ${what}`, { hint: `write it like ${example}` });
  const rest = text.startsWith('oci://') ? text.slice('oci://'.length) : text;
  if (rest.includes('://')) throw refuse('no scheme but oci:// is known');
  const at = rest.indexOf('@');
  const beforeDigest = at < 0 ? rest : rest.slice(0, at);
  const digest = at < 0 ? undefined : rest.slice(at + 1);
  const slash = beforeDigest.indexOf('/');
  const registry = beforeDigest.slice(0, Math.max(slash, 0));
  if (!isHost(registry)) throw refuse('it does not begin with the host of a registry');
  const path = beforeDigest.slice(slash + 1);
  const colon = path.indexOf(':');
  const repository = colon < 0 ? path : path.slice(0, colon);
  const tag = colon < 0 ? undefined : path.slice(colon + 1);
  if (!name.test(repository) || repository.length > 255)
    throw refuse(`the repository ${JSON.stringify(repository)} is malformed (lower case, no empty part)`);
  if (tag !== undefined && !isTag(tag)) throw refuse(`the tag ${JSON.stringify(tag)} is malformed`);
  if (digest !== undefined && !isDigest(digest))
    throw refuse(`the digest ${JSON.stringify(digest)} is malformed`);
  return {
    registry: registry.toLowerCase(),
    repository,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  };
}

/** The reference as text, without a scheme: `ghcr.io/owner/name:tag@sha256:…`. */
export const formatReference = ({ registry, repository, tag, digest }: Reference): string =>
  `${registry}/${repository}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;

/** What stands after `/manifests/` in the API: the digest if there is one, else the tag, else `latest`. */
export const manifestName = ({ tag, digest }: Reference): string => digest ?? tag ?? 'latest';
