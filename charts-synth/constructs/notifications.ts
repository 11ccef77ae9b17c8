import { ApiObject, Yaml } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Application } from '../../model/application.ts';
import type { Environment } from '../../model/environment.ts';
import type { Pin } from '../../model/pin.ts';

import { deployEventToken } from '../../stack/stack-config.ts';
import { secretRef } from '../secret-ref.ts';

/**
 * Marks somebody else's object, of which only some keys are applied, under a field manager of the stack's own. Which
 * one is not said here: environments share the object, and what they write of it must be the same for all.
 */
export const patchAnnotation = 'release-pipeline/patch';

const versionAnnotation = 'release-pipeline/version';

/**
 * Where GitHub's REST API is, with a slash at its end.
 *
 * @param baseUrl as the provider takes it: what is neither an `api.` host nor an address of the API gets `api/v3/`
 */
export function githubApi(baseUrl = 'https://api.github.com/'): string {
  const base = baseUrl.replace(/\/*$/, '/');
  return /^https?:\/\/api\.|\/api\/v3\/$/.test(base) ? base : `${base}api/v3/`;
}

const triggerOf = ({ application }: Environment) => `deployed-${application}`;

/**
 * What subscribes an Application to its event. A source with a digest does not tell Argo CD its version: the version of
 * the pin stands beside it.
 */
export const subscription = (environment: Environment, pin: Pin): Record<string, string> => ({
  // The other form has the names in the key, which may not become as long as they can be.
  'notifications.argoproj.io/subscriptions': JSON.stringify([
    {
      trigger: [triggerOf(environment)],
      destinations: [{ service: environment.application, recipients: [''] }],
    },
  ]),
  ...(pin.kind === 'exact' ? { [versionAnnotation]: pin.version } : {}),
});

// The operation of a healed object makes no history, so that it is no deployment. A revision that comes back does.
const trigger = (environment: Environment) => [
  {
    description: `${environment.name} runs what its Application asks for`,
    when: [
      "app.status?.operationState?.phase == 'Succeeded'",
      "app.status.sync?.status == 'Synced'",
      "app.status.health?.status == 'Healthy'",
      // While a new pin has not been compared yet, all this is true of the one before.
      'app.spec.source.targetRevision == app.status.sync.comparedTo.source.targetRevision',
    ].join(' and '),
    oncePer: "app.status.sync.revision + '#' + string(last(app.status.history).id)",
    send: [triggerOf(environment)],
  },
];

/** The body of POST /repos/{owner}/{repo}/dispatches, as a Go template. */
function bodyOf(environment: Environment): string {
  const known = JSON.stringify({ application: environment.application, environment: environment.name });
  const version = `index .app.metadata.annotations "${versionAnnotation}" | default .app.status.sync.revision`;
  return `{"event_type":"deployed","client_payload":${known.slice(0, -1)},${[
    '"revision":{{ .app.status.sync.revision | toJson }}',
    `"chartVersion":{{ ${version} | toJson }}`,
    '"finishedAt":{{ .app.status.operationState.finishedAt | toJson }}',
  ].join(',')}}}`;
}

/**
 * Has Argo CD's notifications send a repository_dispatch `deployed` to the application's repository, once for each
 * deployment: keys of the environment's own in the ConfigMap and the Secret that Argo CD reads and others write too.
 *
 * @param baseUrl of GitHub, see `githubApi`
 */
export function createNotifications(
  scope: Construct,
  { argocd, repository }: Application,
  environment: Environment,
  baseUrl: string | undefined,
): ApiObject[] {
  const name = environment.application;
  const tokenKey = `${name}-event-token`;
  const service = {
    url: githubApi(baseUrl),
    headers: [
      { name: 'Authorization', value: `Bearer $${tokenKey}` },
      { name: 'Accept', value: 'application/vnd.github+json' },
    ],
  };
  const path = `/repos/${repository.owner}/${repository.name}/dispatches`;
  const template = { webhook: { [name]: { method: 'POST', path, body: bodyOf(environment) } } };
  const patch = (kind: string, object: string, data: Record<string, string>) =>
    new ApiObject(scope, object, {
      apiVersion: 'v1',
      kind,
      metadata: {
        name: object,
        namespace: argocd.namespace,
        annotations: { [patchAnnotation]: 'true' },
      },
      data,
    });
  return [
    patch('ConfigMap', 'argocd-notifications-cm', {
      [`service.webhook.${name}`]: Yaml.stringify(service),
      [`template.${triggerOf(environment)}`]: Yaml.stringify(template),
      [`trigger.${triggerOf(environment)}`]: Yaml.stringify(trigger(environment)),
    }),
    patch('Secret', 'argocd-notifications-secret', { [tokenKey]: secretRef(deployEventToken, 'base64') }),
  ];
}
