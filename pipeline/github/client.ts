import type { z } from 'zod';
import { RemoteError } from '../../model/errors.ts';
import { describeFailure, parseFailure } from './failure.ts';
import { createOctokit, type Pace } from './octokit.ts';
import type { GitHubSettings } from './settings.ts';

/** A repository on GitHub. */
export interface GitHubRepository {
  readonly owner: string;
  readonly name: string;
}

/** What stands in the `{…}` of a route; what does not goes into the query or the body. */
export type Parameters = Readonly<Record<string, unknown>>;

/** GitHub's REST API of one repository. Every method throws UserError or RemoteError that says what to do. */
export interface GitHub {
  readonly repository: GitHubRepository;
  /** @param route method and what follows the repository: `POST /releases`, `GET /git/ref/tags/{tag}` */
  readonly ask: <Result>(
    schema: z.ZodType<Result>,
    route: string,
    parameters?: Parameters,
  ) => Promise<Result>;
  /** As `ask`; undefined where GitHub answers 404. */
  readonly find: <Result>(
    schema: z.ZodType<Result>,
    route: string,
    parameters?: Parameters,
  ) => Promise<Result | undefined>;
  /** Everything on all pages of a list. */
  readonly list: <Item>(schema: z.ZodType<Item>, route: string, parameters?: Parameters) => Promise<Item[]>;
}

/** A client of GitHub for one repository. A limited, faulty or stalled GitHub is asked again within bounds. */
export function createGitHub(
  settings: GitHubSettings,
  repository: GitHubRepository,
  pace: Pace = {},
): GitHub {
  const octokit = createOctokit(settings, pace);
  const secrets = [settings.token.reveal()];

  /** One question, with its method and path for messages, and what turns its failures into what is told. */
  const prepare = (route: string, parameters: Parameters = {}) => {
    const whole = route.replace(' ', ' /repos/{owner}/{repo}');
    const filled = { owner: repository.owner, repo: repository.name, ...parameters };
    const { method, url } = octokit.request.endpoint(whole, filled);
    const asked = `${method} ${url.slice(settings.baseUrl.length).split('?')[0]}`;
    const fail = (error: unknown): never => {
      const failure = parseFailure(error);
      throw failure === undefined ? error : describeFailure(asked, failure, secrets);
    };
    const parse = <Result>(schema: z.ZodType<Result>, answer: unknown): Result => {
      const { data, success } = schema.safeParse(answer);
      if (success) return data;
      const hint = `check GITHUB_API_URL (${settings.baseUrl})`;
      throw new RemoteError(`${asked}: what came is not what GitHub answers\n    ${hint}`);
    };
    return { whole, filled, fail, parse };
  };

  return {
    repository,
    ask: async (schema, route, parameters) => {
      const { whole, filled, fail, parse } = prepare(route, parameters);
      const { data } = await octokit.request(whole, filled).catch(fail);
      return parse(schema, data);
    },
    find: async (schema, route, parameters) => {
      const { whole, filled, fail, parse } = prepare(route, parameters);
      const found = await octokit
        .request(whole, filled)
        .catch((error: unknown) => (parseFailure(error)?.status === 404 ? undefined : fail(error)));
      return found === undefined ? undefined : parse(schema, found.data);
    },
    list: async (schema, route, parameters) => {
      const { whole, filled, fail, parse } = prepare(route, { per_page: 100, ...parameters });
      const items: unknown[] = await octokit.paginate(whole, filled).catch(fail);
      return items.map((item) => parse(schema, item));
    },
  };
}
