import { describe, expect, it } from '@jest/globals';
import { pipeline } from '../../../environments/index.ts';
import { findEnvironment } from '../../../model/pipeline.ts';
import { translateNames } from '../../../pipeline/diff/translate-names.ts';

const [staging, demo] = ['demo-staging', 'demo'].map((name) => findEnvironment(pipeline, name));

describe('translateNames', () => {
  it.each([
    ['the namespace', 'Namespace', 'demo-staging', undefined, 'demo', undefined],
    [
      'the Application',
      'Application',
      'serviceradar-demo-staging',
      'argocd',
      'serviceradar-demo-prod',
      'argocd',
    ],
    ['an object in the namespace', 'ConfigMap', 'settings', 'demo-staging', 'settings', 'demo'],
    ['an object of another namespace', 'ConfigMap', 'settings', 'argocd', 'settings', 'argocd'],
  ])(
    'gives %s the names of the other environment',
    (_, kind, name, namespace, expected, expectedNamespace) => {
      if (staging === undefined || demo === undefined) throw new Error('an environment is missing');
      const object = {
        apiVersion: 'v1',
        kind,
        metadata: namespace === undefined ? { name } : { name, namespace },
      };
      const [translated] = translateNames([object], staging, demo);
      expect(translated?.metadata).toEqual(
        expectedNamespace === undefined
          ? { name: expected }
          : { name: expected, namespace: expectedNamespace },
      );
    },
  );
});
