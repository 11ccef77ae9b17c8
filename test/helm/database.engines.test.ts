import { describe, expect, it } from '@jest/globals';
import { setUpEngines } from '../../rehearsal/engines/index.ts';
import { connectHelm, leaves } from './helm.ts';
import { withDatabase } from './names.ts';

const { render } = connectHelm(await setUpEngines());

const clusterName = 'example-pg';

/** Every value with the cluster's name or of a Secret's name: `<object> <last two keys of its path> <value>`, sorted. */
const clusterAndSecretNames = async (values: object) =>
  [...(await render(values)).objects]
    .flatMap(([title, object]) =>
      leaves(object)
        .filter(
          ([path, value]) => String(value).includes(clusterName) || /secret(KeyRef\.n|N)ame$/i.test(path),
        )
        .map(([path, value]) => `${title} ${path.split('.').slice(-2).join('.')} ${value}`),
    )
    .sort();

const withoutOtherSecrets = { ingress: { enabled: false }, services: { core: { adminPassword: false } } };

describe('the CloudNativePG cluster', () => {
  it.concurrent('gives services its host (-rw) and its Secrets (-app and -ca) by its name', async () => {
    expect(await clusterAndSecretNames({ cnpg: { clusterName }, ...withoutOtherSecrets })).toEqual(
      [
        `Cluster/${clusterName} metadata.name ${clusterName}`,
        ...withDatabase.flatMap((service) => [
          `Deployment/serviceradar-${service} 1.value ${clusterName}-rw`,
          `Deployment/serviceradar-${service} secretKeyRef.name ${clusterName}-app`,
          `Deployment/serviceradar-${service} secretKeyRef.name ${clusterName}-app`,
          `Deployment/serviceradar-${service} secret.secretName ${clusterName}-ca`,
        ]),
      ].sort(),
    );
  });

  it.concurrent('has the number of instances, the size and the storage class of the values', async () => {
    const { objects } = await render({
      cnpg: { instances: 5, database: 'radar', storage: { size: '1Ti', storageClass: 'fast' } },
    });
    expect(objects.get('Cluster/serviceradar-db')?.['spec']).toEqual({
      instances: 5,
      bootstrap: { initdb: { database: 'radar' } },
      storage: { size: '1Ti', storageClass: 'fast' },
    });
  });
});
