import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { App } from 'cdk8s';
import { EnvironmentChart } from '../charts-synth/environment-chart.ts';
import { patchAnnotation } from '../charts-synth/patch-annotation.ts';
import { mapTexts, revealSecrets } from '../charts-synth/secret-ref.ts';
import type { Environment } from '../model/environment.ts';
import type { Pipeline } from '../model/pipeline.ts';

const classes: Readonly<Record<string, string>> = {
  Namespace: 'kubernetes.core.v1.Namespace',
  Secret: 'kubernetes.core.v1.Secret',
  NetworkPolicy: 'kubernetes.networking.v1.NetworkPolicy',
};
/** Objects that the stack does not own, and of which it sets only some keys. */
const patches: Readonly<Record<string, string>> = {
  ConfigMap: 'kubernetes.core.v1.ConfigMapPatch',
  Secret: 'kubernetes.core.v1.SecretPatch',
};

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
}

function kubernetesResources(pipeline: Pipeline, environment: Environment): string[] {
  const config = { pin: { kind: 'exact', version: '1.0.76' }, ghcrUsername: 'rehearsal' } as const;
  const chart = new EnvironmentChart(new App(), environment.name, { pipeline, environment, config });
  return (chart.toJson() as Manifest[]).map((manifest) => {
    const plain = mapTexts(manifest, (text) => revealSecrets(text, () => 'token'));
    const isPatch = manifest.metadata.annotations?.[patchAnnotation] !== undefined;
    const type = (isPatch ? patches : classes)[manifest.kind] ?? 'kubernetes.apiextensions.CustomResource';
    return `new ${type}('${manifest.kind}/${manifest.metadata.name}', ${JSON.stringify(plain)}, { provider: k8s });`;
  });
}

function githubResources(
  { application }: Pipeline,
  { name, github, secrets, variables }: Environment,
): string[] {
  const place = `repository: '${application.repository.name}', environment: '${name}'`;
  const users = github.reviewers.users.map(
    (user) => `github.getUserOutput({ username: '${user}' }, { provider: gh }).id.apply(Number)`,
  );
  const policy = (key: string, pattern: string) =>
    `new github.RepositoryEnvironmentDeploymentPolicy('${pattern}', { ${place}, ${key}: '${pattern}' }, { provider: gh, dependsOn: environment });`;
  return [
    `const environment = new github.RepositoryEnvironment('${name}', { ${place}, preventSelfReview: true, canAdminsBypass: false, reviewers: [{ users: [${users}] }], deploymentBranchPolicy: { protectedBranches: false, customBranchPolicies: true } }, { provider: gh });`,
    ...github.deploymentBranches.map((pattern) => policy('branchPattern', pattern)),
    ...github.deploymentTags.map((pattern) => policy('tagPattern', pattern)),
    ...Object.keys(secrets).map(
      (secret) =>
        `new github.ActionsEnvironmentSecret('${secret}', { ${place}, secretName: '${secret}', value: 'x' }, { provider: gh, dependsOn: environment });`,
    ),
    ...Object.entries(variables).map(
      ([variable, value]) =>
        `new github.ActionsEnvironmentVariable('${variable}', { ${place}, variableName: '${variable}', value: '${value}' }, { provider: gh, dependsOn: environment });`,
    ),
  ];
}

/** Writes a Pulumi project into a folder that creates the resources of an environment from literals. */
export async function writeHandWrittenProject(
  folder: string,
  pipeline: Pipeline,
  environment: Environment,
): Promise<void> {
  const program = [
    "import * as github from '@pulumi/github';",
    "import * as kubernetes from '@pulumi/kubernetes';",
    "import * as pulumi from '@pulumi/pulumi';",
    "const config = new pulumi.Config('cluster');",
    "const hub = new pulumi.Config('hub');",
    "const k8s = new kubernetes.Provider('kubernetes', { kubeconfig: config.require('kubeconfig') });",
    `const gh = new github.Provider('github', { token: hub.requireSecret('token'), baseUrl: hub.require('baseUrl'), owner: '${pipeline.application.repository.owner}' });`,
    ...kubernetesResources(pipeline, environment),
    ...githubResources(pipeline, environment),
  ].join('\n');
  await writeFile(join(folder, 'index.js'), program);
  await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module', main: 'index.js' }));
  await writeFile(
    join(folder, 'Pulumi.yaml'),
    'name: hand-written\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n',
  );
  await symlink(fileURLToPath(new URL('../node_modules', import.meta.url)), join(folder, 'node_modules'));
}
