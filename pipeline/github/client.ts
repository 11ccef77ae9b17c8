import type { z } from 'zod';
import { RemoteError } from '../../model/errors.ts';
import { parseFailedRequest, toError } from './failure.ts';
import { createOctokit, type Pace } from './octokit.ts';
import type { GitHubSettings } from './settings.ts';

/** A repository on GitHub. */
export interface GitHubRepository {
  readonly owner: string;
  readonly name: string;
}

/** Values for the `{…}` in a route; all others go into the query or the body. */
export type Parameters = Readonly<Record<string, unknown>>;

/** GitHub's REST API of one repository. Every method throws UserError or RemoteError, which say what to do. */
export interface GitHub {
  readonly repository: GitHubRepository;
  /** @param route method, and path below the repository: `POST /releases`, `GET /git/ref/tags/{tag}` */
  readonly request: <Result>(
    schema: z.ZodType<Result>,
    route: string,
    parameters?: Parameters,
  ) => Promise<Result>;
  /** Like `request`, but returns undefined if GitHub answers 404. */
  readonly find: <Result>(
    schema: z.ZodType<Result>,
    route: string,
    parameters?: Parameters,
  ) => Promise<Result | undefined>;
  /** The items on all pages of a list. */
  readonly list: <Item>(schema: z.ZodType<Item>, route: string, parameters?: Parameters) => Promise<Item[]>;
}

/** A client of GitHub for one repository. It repeats failed requests a limited number of times. */
export function createGitHub(
  settings: GitHubSettings,
  repository: GitHubRepository,
  pace: Pace = {},
): GitHub {
  const octokit = createOctokit(settings, pace);
  const secrets = [settings.token.reveal()];

  /** Completes a route and its parameters; `fail` and `parse` throw errors that name method and path. */
  const prepare = (route: string, parameters: Parameters = {}) => {
    const whole = route.replace(' ', ' /repos/{owner}/{repo}');
    const filled = { owner: repository.owner, repo: repository.name, ...parameters };
    const { method, url } = octokit.request.endpoint(whole, filled);
    const request = `${method} ${url.slice(settings.baseUrl.length).split('?')[0]}`;
    const fail = (error: unknown): never => {
      const failure = parseFailedRequest(error);
      throw failure === undefined ? error : toError(request, failure, secrets);
    };
    const parse = <Result>(schema: z.ZodType<Result>, body: unknown): Result => {
      const { data, success } = schema.safeParse(body);
      if (success) return data;
      const hint = `check GITHUB_API_URL (${settings.baseUrl})`;
      throw new RemoteError(`${request}: the response is not one of GitHub's API\n    ${hint}`);
    };
    return { whole, filled, fail, parse };
  };

  return {
    repository,
    request: async (schema, route, parameters) => {
      const { whole, filled, fail, parse } = prepare(route, parameters);
      const { data } = await octokit.request(whole, filled).catch(fail);
      return parse(schema, data);
    },
    find: async (schema, route, parameters) => {
      const { whole, filled, fail, parse } = prepare(route, parameters);
      const found = await octokit
        .request(whole, filled)
        .catch((error: unknown) => (parseFailedRequest(error)?.status === 404 ? undefined : fail(error)));
      return found === undefined ? undefined : parse(schema, found.data);
    },
    list: async (schema, route, parameters) => {
      const { whole, filled, fail, parse } = prepare(route, { per_page: 100, ...parameters });
      const items: unknown[] = await octokit.paginate(whole, filled).catch(fail);
      return items.map((item) => parse(schema, item));
    },
  };
}
