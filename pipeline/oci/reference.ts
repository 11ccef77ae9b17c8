import { type Digest, isDigest } from '../../model/digest.ts';
import { userError } from '../../model/errors.ts';

/** A repository: the registry's host, with its port if it has one, and the repository's name. */
export interface Repository {
  readonly registry: string;
  readonly repository: string;
}

/** A manifest in a repository. If both are set, the digest counts and the tag is only for the reader. */
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

/** Whether a text is a valid tag (OCI distribution 1.1, "Pulling manifests"). */
export const isTag = (text: string): boolean => tagForm.test(text);

const example = 'ghcr.io/owner/name:1.0.76 or ghcr.io/owner/name@sha256:<64 hex digits>';

/**
 * Parses a reference, with or without `oci://`: `<registry>/<repository>[:<tag>][@<digest>]`. There is no default
 * registry: `alpine` alone is invalid.
 *
 * @param text for instance `oci://ghcr.io/owner/name:1.0.76@sha256:97fa…`
 * @throws UserError that names the invalid part
 */
export function parseReference(text: string): Reference {
  const shown = JSON.stringify(text.length > 300 ? `${text.slice(0, 300)}…` : text);
  const refuse = (what: string) =>
    userError(`${shown} is not an OCI reference: ${what}`, { hint: `write it like ${example}` });
  const rest = text.startsWith('oci://') ? text.slice('oci://'.length) : text;
  if (rest.includes('://')) throw refuse('the only scheme is oci://');
  const at = rest.indexOf('@');
  const beforeDigest = at < 0 ? rest : rest.slice(0, at);
  const digest = at < 0 ? undefined : rest.slice(at + 1);
  const slash = beforeDigest.indexOf('/');
  const registry = beforeDigest.slice(0, Math.max(slash, 0));
  if (!isHost(registry)) throw refuse('it does not start with the host of a registry');
  const path = beforeDigest.slice(slash + 1);
  const colon = path.indexOf(':');
  const repository = colon < 0 ? path : path.slice(0, colon);
  const tag = colon < 0 ? undefined : path.slice(colon + 1);
  if (!name.test(repository) || repository.length > 255)
    throw refuse(
      `the repository ${JSON.stringify(repository)} is invalid (use lower case, without empty parts)`,
    );
  if (tag !== undefined && !isTag(tag)) throw refuse(`the tag ${JSON.stringify(tag)} is invalid`);
  if (digest !== undefined && !isDigest(digest))
    throw refuse(`the digest ${JSON.stringify(digest)} is invalid`);
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

/** The part after `/manifests/` in the API's path: the digest if there is one, else the tag, else `latest`. */
export const manifestName = ({ tag, digest }: Reference): string => digest ?? tag ?? 'latest';
