import { defineEnvironment } from '../model/environment.ts';
import { imageTag } from '../model/version.ts';

export const demo = defineEnvironment({
  name: 'demo',
  application: 'serviceradar-demo-prod',
  namespace: 'demo',
  url: 'https://demo.serviceradar.cloud',
  follows: false,
  promotesFrom: 'demo-staging',
  gates: { e2e: true },
  timeout: '10m',
  deployEvent: true,
  values: (version) => ({
    global: { imageTag: imageTag(version) },
    image: { registryPullSecret: 'ghcr-io-cred' },
    ingress: {
      className: 'nginx',
      host: 'demo.serviceradar.cloud',
      tls: { clusterIssuer: 'carverauto-issuer' },
    },
    cnpg: { clusterName: 'serviceradar-demo-db' },
  }),
  github: {
    reviewers: { users: ['mfreeman451'] },
    preventSelfReview: true,
    deploymentBranches: ['main'],
    deploymentTags: ['v*'],
  },
  secrets: {
    SERVICERADAR_ADMIN_PASSWORD: 'serviceradarAdminPassword',
    SERVICERADAR_CORE_URL: 'serviceradarCoreUrl',
  },
  variables: { ENVIRONMENT_URL: 'https://demo.serviceradar.cloud' },
});
