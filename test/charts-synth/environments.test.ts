import { describe, expect, it } from '@jest/globals';
import { pipeline } from '../../environments/index.ts';
import {
  anything,
  byDigest,
  digest,
  exactly,
  type Manifest,
  synthesize,
  titleOf,
  withLogin,
} from '../support/synthesis.ts';

describe('the synthesized objects', () => {
  it.each([
    ['demo-staging', 'following any version', anything],
    ['demo-staging', 'held at a version', exactly],
    ['demo', 'at a version', exactly],
    ['demo', 'at a digest, with a login to the registry', withLogin(byDigest)],
    ['demo-staging', 'following, with a login to the registry', withLogin(anything)],
  ])('of %s, %s', (environment, _, config) => {
    expect(synthesize(pipeline, environment, config)).toMatchSnapshot();
  });

  it('are the same when they are synthesized again', () => {
    const once = () => synthesize(pipeline, 'demo', withLogin(byDigest));
    expect(once()).toEqual(once());
  });

  it('have no credentials if the stack has none, because the chart is public', () => {
    const secrets = synthesize(pipeline, 'demo', exactly).filter(({ kind }) => kind === 'Secret');
    expect(secrets.map(titleOf)).toEqual(['Secret/argocd-notifications-secret']);
  });

  it('have three more Secrets with a login, and are otherwise the same', () => {
    const without = synthesize(pipeline, 'demo', exactly);
    const withThem = synthesize(pipeline, 'demo', withLogin(exactly));
    const before = without.map(titleOf);
    const isNew = (object: Manifest) => !before.includes(titleOf(object));
    expect(withThem.filter((object) => !isNew(object))).toEqual(without);
    expect(withThem.filter(isNew).map(titleOf)).toEqual([
      'Secret/serviceradar-demo-prod-chart-repository',
      'Secret/serviceradar-demo-prod-chart-oci',
      'Secret/ghcr-io-cred',
    ]);
  });

  it('change only in the Application by a promotion', () => {
    const at = (version: string) =>
      synthesize(pipeline, 'demo', { pin: { kind: 'exact', version, digest } }).map((object) =>
        JSON.stringify(object),
      );
    const before = new Set(at('1.0.75'));
    const changed = at('1.0.76').filter((object) => !before.has(object));
    expect(changed.map((object) => JSON.parse(object)).map(titleOf)).toEqual([
      'Application/serviceradar-demo-prod',
    ]);
  });
});
