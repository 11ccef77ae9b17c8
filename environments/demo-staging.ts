import { defineEnvironment } from '../model/environment.ts';

export const demoStaging = defineEnvironment({
  name: 'demo-staging',
  application: 'serviceradar-demo-staging',
  namespace: 'demo-staging',
  url: 'https://staging.serviceradar.cloud',
  follows: true,
  timeout: '10m',
  deployEvent: true,
  values: {
    global: { imagePullPolicy: 'Always' },
    // An empty tag means the chart's own version, never `latest`.
    image: { registryPullSecret: 'ghcr-io-cred', tags: { appTag: '' } },
    ingress: {
      className: 'nginx',
      host: 'staging.serviceradar.cloud',
      tls: { clusterIssuer: 'carverauto-issuer' },
    },
    cnpg: { clusterName: 'serviceradar-staging-db', instances: 1 },
  },
  github: {},
  secrets: {
    SERVICERADAR_ADMIN_PASSWORD: 'serviceradarAdminPassword',
    SERVICERADAR_CORE_URL: 'serviceradarCoreUrl',
  },
  variables: { ENVIRONMENT_URL: 'https://staging.serviceradar.cloud' },
});
