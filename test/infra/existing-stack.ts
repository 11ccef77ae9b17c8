import { readFileSync } from 'node:fs';

/** What differs from one world to another in the state that was exported. */
export interface StateValues {
  readonly registryUser: string;
  readonly registryPassword: string;
  readonly gitHubToken: string;
  readonly gitHubUrl: string;
  readonly kubeconfig: string;
}

/** What `pulumi stack export` prints. */
export interface ExportedStack {
  readonly version: number;
  readonly deployment: { readonly resources: readonly { readonly urn: string }[] };
}

const base64 = (text: string) => Buffer.from(text).toString('base64');

const fixture = readFileSync(new URL('fixtures/demo-state.json', import.meta.url), 'utf8');

/**
 * The state of the stack `demo`, as `pulumi stack export --show-secrets` printed it after a deployment by the program
 * as it was before its constructs and components were rewritten. The status and the managed fields of the live objects
 * are left out.
 */
export function existingState(values: StateValues): ExportedStack {
  const { registryUser, registryPassword, gitHubToken, gitHubUrl, kubeconfig } = values;
  const login = { auths: { 'ghcr.io': { username: registryUser, password: registryPassword } } };
  const texts: Readonly<Record<string, string>> = {
    registryPassword,
    gitHubToken,
    gitHubUrl,
    kubeconfig,
    'registryPassword:base64': base64(registryPassword),
    'gitHubToken:base64': base64(gitHubToken),
    'dockerConfig:base64': base64(JSON.stringify(login)),
  };
  const text = fixture.replace(/\{\{([\w:]+)\}\}/g, (placeholder, name) => texts[name] ?? placeholder);
  return JSON.parse(text);
}
