import { describe, expect, it } from '@jest/globals';
import { setUpEngines } from '../../rehearsal/engines/index.ts';
import { connectHelm } from './helm.ts';

const { renderError } = connectHelm(await setUpEngines());

describe('Helm, with the schema of the chart,', () => {
  it.concurrent.each([
    [{ ingres: {} }, "additional properties 'ingres' not allowed"],
    [{ global: { imageTags: 'v1' } }, "at '/global': additional properties 'imageTags' not allowed"],
    [{ services: { cor: {} } }, "at '/services': additional properties 'cor' not allowed"],
    [
      { services: { web: { replica: 2 } } },
      "at '/services/web': additional properties 'replica' not allowed",
    ],
    [{ image: { tags: { cor: 'v1' } } }, "at '/image/tags': additional properties 'cor' not allowed"],
    [{ cnpg: { storage: { class: 'x' } } }, "at '/cnpg/storage': additional properties 'class' not allowed"],
  ] as const)('refuses the unknown key in %j', async (values, message) => {
    expect(await renderError(values)).toContain(message);
  });

  it.concurrent.each([
    [{ cnpg: { instances: '3' } }, "at '/cnpg/instances': got string, want integer"],
    [{ services: { web: { replicas: 1.5 } } }, "at '/services/web/replicas': got number, want integer"],
    [{ services: { web: { enabled: 'yes' } } }, "at '/services/web/enabled': got string, want boolean"],
    [{ services: { web: { env: { A: 1 } } } }, "at '/services/web/env/A': got number, want string"],
    [{ image: { tags: { appTag: 1.1 } } }, "at '/image/tags/appTag': got number, want string"],
    [
      { serviceDefaults: { resources: { limits: { cpu: 1 } } } },
      "at '/serviceDefaults/resources/limits/cpu'",
    ],
    [{ ingress: [] }, "at '/ingress': got array, want object"],
  ] as const)('refuses the wrong type in %j', async (values, message) => {
    expect(await renderError(values)).toContain(message);
  });

  it.concurrent.each([
    [{ global: { imagePullPolicy: 'always' } }, "at '/global/imagePullPolicy'"],
    [{ image: { digests: { web: 'sha256:97fa' } } }, "at '/image/digests/web'"],
    [{ image: { tags: { appTag: 'v1 beta' } } }, "at '/image/tags/appTag'"],
    [{ cnpg: { clusterName: 'a.b' } }, "at '/cnpg/clusterName'"],
    [{ services: { web: { ports: { http: { port: 70_000 } } } } }, "at '/services/web/ports/http/port'"],
    [
      { services: { web: { probe: { port: 'grpc' } } } },
      'services.web.probe.port: the service has no port named grpc',
    ],
  ] as const)('refuses the invalid value in %j', async (values, message) => {
    expect(await renderError(values)).toContain(message);
  });
});
