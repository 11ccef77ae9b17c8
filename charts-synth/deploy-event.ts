import { Yaml } from 'cdk8s';
import type { Application } from '../model/application.ts';
import type { Environment } from '../model/environment.ts';
import type { Pin } from '../model/pin.ts';

const versionAnnotation = 'release-pipeline/version';

/**
 * The address of GitHub's REST API, with a trailing slash.
 *
 * @param baseUrl as in the provider's config; `api/v3/` is added unless its host is `api.` or it ends with that path
 */
export function githubApi(baseUrl = 'https://api.github.com/'): string {
  const base = baseUrl.replace(/\/*$/, '/');
  return /^https?:\/\/api\.|\/api\/v3\/$/.test(base) ? base : `${base}api/v3/`;
}

const triggerName = ({ application }: Environment) => `deployed-${application}`;

/**
 * The annotations that subscribe an Application to its deploy event. Argo CD does not know the version of a source with
 * a digest, so another annotation holds the pin's version.
 */
export const subscription = (environment: Environment, pin: Pin): Record<string, string> => ({
  // The other form of this annotation has the names in its key, whose length is limited.
  'notifications.argoproj.io/subscriptions': JSON.stringify([
    {
      trigger: [triggerName(environment)],
      destinations: [{ service: environment.application, recipients: [''] }],
    },
  ]),
  ...(pin.kind === 'exact' ? { [versionAnnotation]: pin.version } : {}),
});

// Healing an object adds no history entry, so nothing is sent; a revision that comes back adds one.
const trigger = (environment: Environment) => [
  {
    description: `${environment.name} runs what its Application asks for`,
    when: [
      "app.status?.operationState?.phase == 'Succeeded'",
      "app.status.sync?.status == 'Synced'",
      "app.status.health?.status == 'Healthy'",
      // Until Argo CD has compared a new pin, all of the above is true of the previous one.
      'app.spec.source.targetRevision == app.status.sync.comparedTo.source.targetRevision',
    ].join(' and '),
    oncePer: "app.status.sync.revision + '#' + string(last(app.status.history).id)",
    send: [triggerName(environment)],
  },
];

/** The body of POST /repos/{owner}/{repo}/dispatches, as a Go template. */
function bodyTemplate(environment: Environment): string {
  const fixed = JSON.stringify({ application: environment.application, environment: environment.name });
  const version = `index .app.metadata.annotations "${versionAnnotation}" | default .app.status.sync.revision`;
  return `{"event_type":"deployed","client_payload":${fixed.slice(0, -1)},${[
    '"revision":{{ .app.status.sync.revision | toJson }}',
    `"chartVersion":{{ ${version} | toJson }}`,
    '"finishedAt":{{ .app.status.operationState.finishedAt | toJson }}',
  ].join(',')}}}`;
}

/**
 * The keys of Argo CD's ConfigMap `argocd-notifications-cm` that send a repository_dispatch `deployed` to the
 * application's repository, once for each deployment of an environment.
 *
 * @param tokenKey the key of `argocd-notifications-secret` that holds the token
 * @param baseUrl of GitHub, see `githubApi`
 */
export function notificationSettings(
  { repository }: Application,
  environment: Environment,
  tokenKey: string,
  baseUrl: string | undefined,
): Record<string, string> {
  const name = environment.application;
  const service = {
    url: githubApi(baseUrl),
    headers: [
      { name: 'Authorization', value: `Bearer $${tokenKey}` },
      { name: 'Accept', value: 'application/vnd.github+json' },
    ],
  };
  const path = `/repos/${repository.owner}/${repository.name}/dispatches`;
  const template = { webhook: { [name]: { method: 'POST', path, body: bodyTemplate(environment) } } };
  return {
    [`service.webhook.${name}`]: Yaml.stringify(service),
    [`template.${triggerName(environment)}`]: Yaml.stringify(template),
    [`trigger.${triggerName(environment)}`]: Yaml.stringify(trigger(environment)),
  };
}
