import { z } from 'zod';
import { Secret } from '../../http/secret.ts';
import { type Fault, UserError } from '../../model/errors.ts';

/** How to reach GitHub. */
export interface GitHubSettings {
  readonly token: Secret;
  /** URL of the REST API, without a slash at the end: `https://api.github.com`, `https://github.acme.example/api/v3`. */
  readonly baseUrl: string;
}

const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

function checkBaseUrl(baseUrl: string): Fault[] {
  const { data } = z.url({ protocol: /^https?$/ }).safeParse(baseUrl);
  const url = data === undefined ? undefined : new URL(data);
  if (url?.protocol === 'https:' || loopback.test(url?.hostname ?? '')) return [];
  return [
    {
      where: 'GITHUB_API_URL',
      what: `${JSON.stringify(baseUrl)} is not an https URL`,
      hint: 'write it like https://api.github.com or https://github.acme.example/api/v3, or leave it unset',
    },
  ];
}

/**
 * Reads the environment variables GITHUB_TOKEN (or GH_TOKEN) and GITHUB_API_URL, which GitHub Actions sets.
 *
 * @throws UserError if there is no token, or the URL is not https
 */
export function readGitHubSettings(env: NodeJS.ProcessEnv): GitHubSettings {
  const token = env['GITHUB_TOKEN'] || env['GH_TOKEN'];
  const baseUrl = (env['GITHUB_API_URL'] || 'https://api.github.com').replace(/\/+$/, '');
  const faults = checkBaseUrl(baseUrl);
  if (token === undefined || token === '')
    faults.push({
      where: 'GITHUB_TOKEN',
      what: 'is not set',
      hint: 'set it to a token that may write contents and pull requests; in GitHub Actions, to github.token',
    });
  if (token === undefined || faults.length > 0) throw new UserError(faults);
  return { token: new Secret(token), baseUrl };
}

/** URL of GitHub's web pages, without a slash at the end: GITHUB_SERVER_URL, else `https://github.com`. */
export const readServerUrl = (env: NodeJS.ProcessEnv): string =>
  (env['GITHUB_SERVER_URL'] || 'https://github.com').replace(/\/+$/, '');
