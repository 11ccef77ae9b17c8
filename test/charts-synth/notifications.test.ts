import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { githubApi } from '../../charts-synth/deploy-event.ts';
import { patchAnnotation } from '../../charts-synth/patch-annotation.ts';
import type { EnvironmentInput } from '../../model/environment.ts';
import type { StackConfig } from '../../stack/stack-config.ts';
import { acme, integration, live } from '../support/acme.ts';
import { anything, byDigest, exactly, type Manifest, synthesize, titleOf } from '../support/synthesis.ts';

const names = ['argocd-notifications-cm', 'argocd-notifications-secret'];
const shop = acme(integration({ deployEvent: true }), live({ deployEvent: true }));

const find = (objects: readonly Manifest[], name: string): Manifest => {
  const found = objects.find(({ metadata }) => metadata.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
};
const dataOf = (object: Manifest) => object['data'] as Readonly<Record<string, string>>;
const annotationsOf = ({ metadata }: Manifest) =>
  (metadata as { annotations?: Readonly<Record<string, string>> }).annotations ?? {};
const patchesOf = (environment: string, config: StackConfig) => {
  const objects = synthesize(shop, environment, config);
  return names.map((name) => find(objects, name));
};

describe('the deploy event', () => {
  it('adds nothing if the environment has none', () => {
    const quiet = acme(integration(), live({ deployEvent: false }));
    const objects = synthesize(quiet, 'live', exactly);
    expect(objects.map(titleOf).filter((title) => names.some((name) => title.endsWith(name)))).toEqual([]);
    expect(JSON.stringify(objects)).not.toMatch(/notifications\.argoproj\.io|release-pipeline\/version/);
  });

  it('has keys that no two environments share', () => {
    const keys = (
      [
        ['live', exactly],
        ['integration', anything],
      ] as const
    ).map(([name, config]) => patchesOf(name, config).flatMap((patch) => Object.keys(dataOf(patch))));
    expect(keys).toEqual(
      ['live', 'integration'].map((name) => [
        `service.webhook.shop-${name}`,
        `template.deployed-shop-${name}`,
        `trigger.deployed-shop-${name}`,
        `shop-${name}-event-token`,
      ]),
    );
  });

  it('is marked as patches, whose other fields are the same for all environments', () => {
    const annotations = { [patchAnnotation]: 'true', 'pulumi.com/patchForce': 'true' };
    const all = [...patchesOf('live', exactly), ...patchesOf('integration', anything)];
    expect(all.map(annotationsOf)).toEqual(all.map(() => annotations));
  });

  it("names the token by its key in the stack's config and in Argo CD's Secret", () => {
    const [config, secret] = patchesOf('live', exactly);
    if (config === undefined || secret === undefined) throw new Error('there are no patches');
    expect(dataOf(secret)).toEqual({ 'shop-live-event-token': '<secret:deployEventToken:base64>' });
    expect(parse(dataOf(config)['service.webhook.shop-live'] ?? '')).toEqual({
      url: 'https://api.github.com/',
      headers: [
        { name: 'Authorization', value: 'Bearer $shop-live-event-token' },
        { name: 'Accept', value: 'application/vnd.github+json' },
      ],
    });
  });

  it('changes only in the Application by a promotion', () => {
    expect(patchesOf('live', byDigest)).toEqual(patchesOf('live', exactly));
  });

  it.each<[string, StackConfig, string | undefined]>([
    ['live', byDigest, '1.0.76'],
    ['live', exactly, '1.0.76'],
    ['integration', anything, undefined],
  ])("takes the version from the Application's annotation: %s", (name, config, version) => {
    const objects = synthesize(shop, name, config);
    const application = find(
      objects.filter(({ kind }) => kind === 'Application'),
      `shop-${name}`,
    );
    const annotations = annotationsOf(application);
    expect(annotations['release-pipeline/version']).toBe(version);
    expect(parse(annotations['notifications.argoproj.io/subscriptions'] ?? '')).toEqual([
      { trigger: [`deployed-shop-${name}`], destinations: [{ service: `shop-${name}`, recipients: [''] }] },
    ]);
  });

  it('stays within the limits of Kubernetes even with the longest names', () => {
    const long: EnvironmentInput = live({
      promotesFrom: undefined,
      application: 'a'.repeat(63),
      deployEvent: true,
    });
    const objects = synthesize(acme(long), 'live', exactly);
    const keys = objects.flatMap((object) => Object.keys(annotationsOf(object)));
    for (const key of keys) expect(key.split('/').at(-1)?.length).toBeLessThanOrEqual(63);
  });
});

describe("GitHub's REST API", () => {
  it.each([
    [undefined, 'https://api.github.com/'],
    ['https://api.github.com', 'https://api.github.com/'],
    ['https://api.acme.ghe.com/', 'https://api.acme.ghe.com/'],
    ['https://github.acme.example', 'https://github.acme.example/api/v3/'],
    ['https://github.acme.example/api/v3', 'https://github.acme.example/api/v3/'],
    ['http://127.0.0.1:4711/', 'http://127.0.0.1:4711/api/v3/'],
  ])('of a provider with the address %s is at %s', (baseUrl, expected) => {
    expect(githubApi(baseUrl)).toBe(expected);
  });

  it("is the one that the stack's provider uses", () => {
    const config = { ...exactly, github: { baseUrl: 'https://github.acme.example/' } };
    const data = dataOf(find(synthesize(shop, 'live', config), 'argocd-notifications-cm'));
    expect(parse(data['service.webhook.shop-live'] ?? '').url).toBe('https://github.acme.example/api/v3/');
  });
});
