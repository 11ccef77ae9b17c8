import { describe, expect, it } from '@jest/globals';
import { setUpEngines } from '../../rehearsal/engines/index.ts';
import { connectHelm, leaves } from './helm.ts';
import { withDatabase } from './names.ts';

const { render } = connectHelm(await setUpEngines());

const clusterName = 'example-pg';

/** Every place with the cluster's name in it, or with that of a Secret: `<object> <last key> <value>`. */
const namesIn = async (values: object) =>
  [...(await render(values)).objects]
    .flatMap(([title, object]) =>
      leaves(object)
        .filter(
          ([path, value]) => String(value).includes(clusterName) || /secret(KeyRef\.n|N)ame$/i.test(path),
        )
        .map(([path, value]) => `${title} ${path.split('.').slice(-2).join('.')} ${value}`),
    )
    .sort();

const withoutOthers = { ingress: { enabled: false }, services: { core: { adminPassword: false } } };

describe('the CloudNativePG cluster', () => {
  it.concurrent('is reached by its name: -rw is the host, -app and -ca are the Secrets', async () => {
    expect(await namesIn({ cnpg: { clusterName }, ...withoutOthers })).toEqual(
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

  it.concurrent('has the size and the storage class of the values', async () => {
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
