import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, jest } from '@jest/globals';
import type { Pipeline } from '../../model/pipeline.ts';

/** The project's folder in these tests, empty at first; Pulumi asks for it when it is loaded. */
export const projectFolder = mkdtempSync(join(tmpdir(), 'pipeline-project-'));
process.env['PULUMI_NODEJS_ROOT_DIRECTORY'] = projectFolder;
// Pulumi records the stack trace of every promise, which jest's default of 100 frames makes slow.
Error.stackTraceLimit = 10;
const pulumi = await import('@pulumi/pulumi');
const [{ deploy, runProgram }, { readProgramStack }] = await Promise.all([
  import('../../infra/program.ts'),
  import('../../infra/program-stack.ts'),
]);

const kubeconfig = join(projectFolder, 'kubeconfig');
const environmentVariables = { ...process.env };

afterEach(() => {
  process.env = { ...environmentVariables };
});
afterAll(() => rmSync(projectFolder, { recursive: true, force: true }));

/** The config of a stack; keys of other namespaces than the project's have their namespace. */
export interface Given {
  readonly config?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
}

/** A resource as the program registered it. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  /** The name of its parent component. */
  readonly parent: string;
  /** Its URN without stack and project: `pipeline:kubernetes:Objects$kubernetes:core/v1:Namespace::Namespace/demo`. */
  readonly shortUrn: string;
  /** URN and id of its provider; empty if Pulumi would choose one. */
  readonly provider: string;
  readonly custom: boolean;
  /** Its inputs, with secrets in plain text. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** The paths of the inputs that are marked as secret. */
  readonly secrets: readonly string[];
  /** The names of its dependencies, sorted. */
  readonly dependencies: readonly string[];
  readonly protect: boolean | undefined;
  readonly retainOnDelete: boolean | undefined;
  /** How long its create and its update may take. */
  readonly timeouts: readonly string[];
  readonly import: string;
  readonly ignoreChanges: readonly string[];
}

/** A call of a function of a provider. */
export interface Invoked {
  readonly token: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly provider: string | undefined;
}

const signature = '4dabf18193072939515e22adb298388d';
const secretSignature = '1b47061264138c4ac30d75fd1eb44270';
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
const isSecret = (value: unknown): value is { value: unknown } =>
  isObject(value) && value[signature] === secretSignature;

function reveal(value: unknown): unknown {
  if (isSecret(value)) return reveal(value.value);
  if (Array.isArray(value)) return value.map(reveal);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, reveal(inner)]));
}

function secretPaths(value: unknown, path: string): string[] {
  if (isSecret(value)) return [path];
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    secretPaths(inner, path === '' ? key : `${path}/${key}`),
  );
}

const timeoutsOf = (timeouts: { create: string; update: string } | undefined): string[] =>
  [timeouts?.create ?? '', timeouts?.update ?? ''].filter((timeout) => timeout !== '');

const shortOf = (urn: string): string => urn.split('::').slice(3).join('::');

function shortUrnOf(parent: string, type: string, name: string): string {
  const parentType = parent.split('::')[2] ?? '';
  return `${/^(pulumi:pulumi:Stack)?$/.test(parentType) ? '' : `${parentType}$`}${type}::${name}`;
}

/** A kubeconfig with these contexts. */
export const kubeconfigOf = (...contexts: string[]): string =>
  JSON.stringify({ apiVersion: 'v1', kind: 'Config', contexts: contexts.map((name) => ({ name })) });

/** What every stack needs apart from its own keys: a cluster and a GitHub token. */
export const reachable: Given = {
  config: { 'kubernetes:context': 'rehearsal', 'kubernetes:kubeconfig': kubeconfig },
  secrets: { 'github:token': 'github-token' },
};

const keysOf = (values: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key.includes(':') ? key : `serviceradar:${key}`, value]),
  );

function give(...given: readonly Given[]): void {
  const secrets = keysOf(Object.assign({}, ...given.map((each) => each.secrets)));
  const config = keysOf(Object.assign({}, ...given.map((each) => each.config)));
  // Outside of tests both are one: what Pulumi's language host hands over.
  pulumi.runtime.setAllConfig({ ...config, ...secrets }, Object.keys(secrets));
  process.env['PULUMI_CONFIG_SECRET_KEYS'] = JSON.stringify(Object.keys(secrets));
  const { GITHUB_TOKEN: _, KUBECONFIG: __, ...variables } = process.env;
  process.env = {
    ...variables,
    HOME: projectFolder,
    ...Object.assign({}, ...given.map((each) => each.variables)),
  };
  writeFileSync(kubeconfig, kubeconfigOf('rehearsal', 'elsewhere'));
}

/** The ids of users and teams on GitHub. */
export const ids: Readonly<Record<string, string>> = {
  mfreeman451: '451',
  ada: '1',
  grace: '2',
  release: '77',
};

/** Runs the program for a stack on mocks and records what it registers. */
export async function runStack(pipeline: Pipeline, stack: string, ...given: readonly Given[]) {
  const { registered, invoked } = startRecording(stack);
  give(...given);
  const programStack = readProgramStack(pipeline);
  const outputs = deploy(programStack, programStack.config.pin);
  return { outputs, resources: await registered(), invoked };
}

/** Runs the program for a stack on mocks from its beginning, with its gates; what it throws is returned. */
export async function runWholeProgram(pipeline: Pipeline, stack: string, ...given: readonly Given[]) {
  const { registered } = startRecording(stack);
  give(...given);
  const error: unknown = await runProgram(pipeline).then(
    () => undefined,
    (thrown) => thrown,
  );
  return { error, resources: await registered() };
}

/** The error that the program throws for a stack, and what it registered until then. */
export async function refusal(pipeline: Pipeline, stack: string, ...given: readonly Given[]) {
  const { registered, invoked } = startRecording(stack);
  give(...given);
  let error: unknown;
  try {
    const programStack = readProgramStack(pipeline);
    deploy(programStack, programStack.config.pin);
  } catch (thrown) {
    error = thrown;
  }
  const resources = await registered();
  if (error === undefined) throw new Error('it was not refused');
  return { error, resources, invoked };
}

function startRecording(stack: string) {
  const invoked: Invoked[] = [];
  pulumi.runtime.setMocks(
    {
      newResource: ({ name, inputs }) => ({ id: `${name}-id`, state: inputs }),
      call: ({ token, inputs, provider }) => {
        invoked.push({ token, inputs, provider });
        return { ...inputs, id: ids[String(inputs.username ?? inputs.slug)] };
      },
    },
    'serviceradar',
    stack,
    false,
    'organization',
  );
  const monitor = pulumi.runtime.getMonitor();
  if (monitor === undefined) throw new Error('there are no mocks');
  // The mocks do not support error hooks.
  Object.assign(monitor, { registerErrorHook: (_: unknown, done: (error: null) => void) => done(null) });
  const requests = jest.spyOn(monitor, 'registerResource').mock.calls;
  /** What was registered, once all work is done. */
  const registered = async (): Promise<Registered[]> => {
    await pulumi.runtime.disconnect();
    return requests.map(([request]) => {
      const inputs = request.getObject()?.toJavaScript() ?? {};
      return {
        type: request.getType(),
        name: request.getName(),
        parent: shortOf(request.getParent()),
        shortUrn: shortUrnOf(request.getParent(), request.getType(), request.getName()),
        provider: request.getProvider(),
        custom: request.getCustom(),
        inputs: Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, reveal(value)])),
        secrets: secretPaths(inputs, ''),
        dependencies: request.getDependenciesList().map(shortOf).sort(),
        protect: request.hasProtect() ? request.getProtect() : undefined,
        retainOnDelete: request.hasRetainondelete() ? request.getRetainondelete() : undefined,
        timeouts: timeoutsOf(request.getCustomtimeouts()?.toObject()),
        import: request.getImportid(),
        ignoreChanges: request.getIgnorechangesList(),
      };
    });
  };
  return { registered, invoked };
}

/** The resource of this type and name, the type by its last part. */
export function find(resources: readonly Registered[], type: string, name: string): Registered {
  const found = resources.find(
    (resource) => resource.type.split(':').at(-1) === type && resource.name === name,
  );
  if (found === undefined) throw new Error(`there is no ${type} ${name}`);
  return found;
}
