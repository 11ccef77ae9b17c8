import { z } from 'zod';

/** A DNS label (RFC 1123). */
export const dnsLabel = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'is not a DNS label (a-z, 0-9, -; at most 63)');

/** The name of a secret or a variable on GitHub. */
export const githubName = z
  .string()
  .regex(/^[A-Z_][A-Z0-9_]*$/, 'is not a name that GitHub takes (A-Z, 0-9, _; no digit first)')
  .refine((name) => !name.startsWith('GITHUB_'), 'must not begin with GITHUB_');

/** The keys of a stack's config that must not be secrets. */
const reservedKeys = ['version', 'ghcrUsername', 'hotfix'];

/** A key of a stack's config that holds a secret. */
export const secretKey = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]*$/, 'is not a config key (camelCase)')
  .refine((key) => !reservedKeys.includes(key), `must be another than ${reservedKeys.join(', ')}`);

/** A registry's host with optional port and path, without scheme: `ghcr.io/carverauto/charts`. */
export const registryPath = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]*(:\d+)?(\/[a-z0-9._-]+)*$/, 'is not a registry path (no scheme)');
