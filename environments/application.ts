import valuesSchema from '../helm/serviceradar/values.schema.json' with { type: 'json' };
import { defineApplication } from '../model/application.ts';

const services = [
  'core',
  'web',
  'datasvc',
  'agent',
  'poller',
  'srql',
  'flowgger',
  'mapper',
  'zen',
  'sync',
  'trapd',
  'snmp-checker',
  'faker',
  'rperf-checker',
  'otel',
  'db-event-writer',
];

export const application = defineApplication({
  name: 'serviceradar',
  repository: { owner: 'carverauto', name: 'serviceradar' },
  chart: {
    registry: 'ghcr.io/carverauto/charts',
    name: 'serviceradar',
    path: 'helm/serviceradar',
    valuesSchema,
  },
  images: Object.fromEntries(
    services.map((service) => [service, `ghcr.io/carverauto/serviceradar-${service}`]),
  ),
  releaseName: 'serviceradar',
  pullSecret: 'ghcr-io-cred',
  argocd: { namespace: 'argocd', server: 'https://kubernetes.default.svc' },
  clusterScopedKinds: [{ group: '', kind: 'Namespace' }],
  openPorts: [
    { port: 514, protocol: 'UDP' },
    { port: 162, protocol: 'UDP' },
    { port: 4317, protocol: 'TCP' },
  ],
  e2e: {
    version: { path: '/api/version', pointer: '/version' },
    scenarios: ['health', 'login', 'status', 'devices', 'pollers', 'srql'],
    variables: { url: 'SERVICERADAR_CORE_URL', password: 'SERVICERADAR_ADMIN_PASSWORD' },
  },
});
