import valuesSchema from '../helm/serviceradar/values.schema.json' with { type: 'json' };
import type { ApplicationInput } from './schema.ts';

export const application: ApplicationInput = {
  name: 'serviceradar',
  repository: { owner: 'carverauto', name: 'serviceradar' },
  chart: {
    registry: 'ghcr.io/carverauto/charts',
    name: 'serviceradar',
    path: 'helm/serviceradar',
    valuesSchema,
  },
  releaseName: 'serviceradar',
  pullSecret: 'ghcr-io-cred',
  argocd: { namespace: 'argocd', server: 'https://kubernetes.default.svc' },
  clusterScopedKinds: [{ group: '', kind: 'Namespace' }],
  openPorts: [
    { port: 514, protocol: 'UDP' },
    { port: 162, protocol: 'UDP' },
    { port: 4317, protocol: 'TCP' },
  ],
};
