import {
  type DiffReport,
  type EnvironmentDiff,
  type Hazard,
  type ImageChange,
  type ObjectChange,
  type ObjectId,
  severities,
} from '../../../../pipeline/diff/model.ts';
import { changeKinds } from '../../../../pipeline/diff/report/summary.ts';

const services =
  'core web datasvc agent poller srql flowgger mapper zen sync trapd snmp-checker faker rperf-checker otel db-event-writer'.split(
    ' ',
  );

const digest = (seed: number) =>
  `sha256:${Array.from({ length: 64 }, (_, i) => ((seed * 7 + i * i * 11 + i * seed) % 16).toString(16)).join('')}`;

export const object = (kind: string, name: string, namespace = 'demo', group = ''): ObjectId => ({
  group,
  kind,
  namespace,
  name,
});

const changeOf = (id: ObjectId, diff: string, rest: Partial<ObjectChange> = {}): ObjectChange => ({
  id,
  kind: 'changed',
  origin: 'application',
  diff,
  noise: [],
  ...rest,
});

const all = (sign: '+' | '-', yaml: string) => {
  const lines = yaml.trim().split('\n');
  const count = sign === '+' ? `-0,0 +1,${lines.length}` : `-1,${lines.length} +0,0`;
  return [`@@ ${count} @@`, ...lines.map((line) => sign + line)].join('\n');
};

const repository = (service: string) => `ghcr.io/carverauto/serviceradar-${service}`;

function deployment(service: string, index: number, namespace: string): ObjectChange {
  const image = (version: string, seed: number) =>
    `image: ${repository(service)}:${version}@${digest(index + seed)}`;
  const diff = [
    '@@ -31,9 +31,9 @@',
    '           envFrom:',
    '             - configMapRef:',
    `                 name: serviceradar-${service}`,
    `-          ${image('v1.0.75', 1)}`,
    `+          ${image('v1.0.76', 40)}`,
    '           imagePullPolicy: IfNotPresent',
    `           name: ${service}`,
    '           ports:',
  ].join('\n');
  const noise = ['annotation checksum/config', 'label app.kubernetes.io/version', 'label helm.sh/chart'];
  return changeOf(object('Deployment', `serviceradar-${service}`, namespace, 'apps'), diff, { noise });
}

const images: readonly ImageChange[] = services.map((service, index) => ({
  repository: repository(service),
  from: `v1.0.75@${digest(index + 1)}`,
  to: `v1.0.76@${digest(index + 40)}`,
}));

const noisy = (namespace: string) =>
  services.map((service) =>
    changeOf(object('Service', `serviceradar-${service}`, namespace), '', {
      noise: ['label app.kubernetes.io/version', 'label helm.sh/chart'],
    }),
  );

const pin = (namespace: string, application: string) =>
  changeOf(
    object('Application', application, 'argocd', 'argoproj.io'),
    [
      '@@ -21,5 +21,5 @@',
      '   source:',
      '     chart: serviceradar',
      `     repoURL: ghcr.io/carverauto/charts # ${namespace}`,
      '-    targetRevision: 1.0.75',
      '+    targetRevision: 1.0.76',
    ].join('\n'),
    { origin: 'pipeline' },
  );

const claim = object('PersistentVolumeClaim', 'serviceradar-core-data');
const database = object('Cluster', 'serviceradar-demo-db', 'demo', 'postgresql.cnpg.io');
const ingress = object('Ingress', 'serviceradar', 'demo', 'networking.k8s.io');
const role = object('ClusterRole', 'serviceradar-agent', '', 'rbac.authorization.k8s.io');
const otel = object('Deployment', 'serviceradar-otel-gateway', 'demo', 'apps');

const hazards: readonly Hazard[] = [
  {
    severity: 'data-loss',
    rule: 'removed',
    object: claim,
    reason: 'is removed: its volume is deleted with all data, unless the volume is retained',
    hint: 'back up the data, or keep the object under its old name',
  },
  {
    severity: 'cannot-apply',
    rule: 'storage-shrunk',
    object: database,
    reason:
      'spec.storage.size: 100Gi -> 40Gi; a volume cannot shrink, and deleting it to make a smaller one loses its data',
    hint: 'keep 100Gi, or copy the data to a new, smaller volume',
  },
  {
    severity: 'outage',
    rule: 'host-lost',
    object: ingress,
    reason: 'host: demo.serviceradar.cloud -> app.serviceradar.cloud',
    hint: 'keep the old host in addition to the new one until nobody uses it any more',
  },
  {
    severity: 'privilege',
    rule: 'role-widened',
    object: role,
    reason: 'the role gains: get secrets, list secrets, watch secrets',
    hint: 'name the secrets that it reads, or grant it in one namespace only',
  },
  {
    severity: 'caution',
    rule: 'image-not-locked',
    object: otel,
    reason:
      'otel: otel/opentelemetry-collector:latest: the tag usually moves, so another image may run after a restart',
    hint: 'publish the chart with its images locked, or add the digest after the tag',
  },
];

const demoChanges: readonly ObjectChange[] = [
  pin('demo', 'serviceradar-demo-prod'),
  changeOf(
    database,
    '@@ -14,5 +14,5 @@\n     shared_buffers: 512MB\n   storage:\n-    size: 100Gi\n+    size: 40Gi\n     storageClass: local-path\n   walStorage:',
  ),
  changeOf(
    role,
    '@@ -8,3 +8,6 @@\n   - apiGroups: [""]\n     resources: [nodes, pods]\n     verbs: [get, list, watch]\n+  - apiGroups: [""]\n+    resources: [secrets]\n+    verbs: [get, list, watch]',
  ),
  changeOf(
    object('ConfigMap', 'serviceradar-poller-config'),
    '@@ -4,6 +4,8 @@\n   poller.json: |\n     {\n       "agents": ["agent:50051"],\n-      "poll_interval": "30s",\n+      "poll_interval": "60s",\n+      "source_id": "demo",\n+      "security": { "mode": "mtls", "password": "<secret 1f2e3d4c>" },\n       "timeout": "5s"\n     }',
    { kind: 'renamed', renamedFrom: object('ConfigMap', 'serviceradar-poller') },
  ),
  ...services.map((service, index) => deployment(service, index, 'demo')),
  changeOf(
    otel,
    all(
      '+',
      `apiVersion: apps/v1
kind: Deployment
metadata:
  name: serviceradar-otel-gateway
  namespace: demo
spec:
  replicas: 2
  selector:
    matchLabels:
      app: serviceradar-otel-gateway
  template:
    metadata:
      labels:
        app: serviceradar-otel-gateway
    spec:
      containers:
        - image: otel/opentelemetry-collector:latest
          name: otel
          ports:
            - containerPort: 4317
              name: otlp-grpc
      imagePullSecrets:
        - name: ghcr-io-cred`,
    ),
    { kind: 'added' },
  ),
  changeOf(
    ingress,
    '@@ -9,9 +9,9 @@\n spec:\n   ingressClassName: nginx\n   rules:\n-    - host: demo.serviceradar.cloud\n+    - host: app.serviceradar.cloud\n       http:\n         paths:\n           - path: /\n   tls:',
    { noise: ['label helm.sh/chart'] },
  ),
  changeOf(
    claim,
    all(
      '-',
      'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: serviceradar-core-data\n  namespace: demo\nspec:\n  accessModes: [ReadWriteOnce]\n  resources:\n    requests:\n      storage: 20Gi\n  storageClassName: local-path',
    ),
    { kind: 'removed' },
  ),
  ...noisy('demo'),
];

const [from, to] = [{ release: `1.0.75@${digest(3)}` }, { release: `1.0.76@${digest(5)}` }];

export const staging: EnvironmentDiff = {
  environment: 'demo-staging',
  from: { release: '1.0.75' },
  to: { release: '1.0.76' },
  images,
  changes: [
    pin('demo-staging', 'serviceradar-demo-staging'),
    ...services.map((service, index) => deployment(service, index, 'demo-staging')),
    ...noisy('demo-staging'),
  ],
  hazards: [],
  unchanged: 41,
};

/** A promotion of ServiceRadar, with a hazard of every severity in demo. */
export const promotion: DiffReport = {
  title: 'origin/main -> working tree',
  environments: [
    staging,
    {
      environment: 'demo',
      from,
      to,
      images: [
        ...images,
        { repository: 'otel/opentelemetry-collector', from: undefined, to: 'latest' },
        { repository: 'docker.io/library/busybox', from: '1.36', to: undefined },
      ],
      changes: demoChanges,
      hazards,
      unchanged: 38,
    },
  ],
};

const same: EnvironmentDiff = { ...staging, images: [], changes: [], to: staging.from, unchanged: 57 };

export const nothing: DiffReport = { title: 'origin/main -> working tree', environments: [same] };

/** Helm's message for a template that does not render. */
export const helmError =
  'Error: template: serviceradar/templates/deployments.yaml:14:20: executing "serviceradar/templates/deployments.yaml"\n  at <.Values.image.missing.name>: nil pointer evaluating interface {}.name';

/** One environment that fails, one without changes, and one with changes. */
export const partlyFailed: DiffReport = {
  title: 'demo -> 1.0.77',
  environments: [
    { ...staging, images: [], changes: [], unchanged: 0, failure: helmError },
    { ...same, environment: 'demo' },
    { ...staging, environment: 'lab' },
  ],
};

/** A report with the given number of changed objects, of which a fifth has a hazard. */
export function reportOf(objects: number): DiffReport {
  const lines = Array.from({ length: 30 }, (_, i) => `           - name: SETTING_${i}`).join('\n');
  const ids = Array.from({ length: objects }, (_, i) => object('Deployment', `service-${i}`, 'demo', 'apps'));
  return {
    title: 'demo -> 1.0.77',
    environments: [
      {
        ...staging,
        environment: 'demo',
        changes: ids.map((id) => changeOf(id, `@@ -3,31 +3,31 @@\n${lines}\n-  replicas: 1\n+  replicas: 0`)),
        hazards: ids
          .filter((_, i) => i % 5 === 0)
          .map((id) => ({
            severity: 'outage',
            rule: 'scaled-to-zero',
            object: id,
            reason: 'spec.replicas: 1 -> 0',
            hint: 'keep at least one replica',
          })),
      },
    ],
  };
}

const fixed = new Set<string>([...severities, ...changeKinds, 'pipeline', 'application']);

/** Appends a text to every string of a report, except to those that must be one of a few values. */
export const plant = (report: DiffReport, text: string): DiffReport =>
  JSON.parse(
    JSON.stringify(report, (_, value) =>
      typeof value === 'string' && !fixed.has(value) && value !== '' ? value + text : value,
    ),
  );
