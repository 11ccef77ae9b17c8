import { compareObjects } from '../pipeline/diff/compare/compare.ts';
import { imageChanges } from '../pipeline/diff/compare/images.ts';
import { findHazards } from '../pipeline/diff/hazards/find.ts';
import { parseObjects } from '../pipeline/diff/manifests/parse.ts';
import { writeYaml } from '../pipeline/diff/manifests/write-yaml.ts';
import type { KubernetesObject } from '../pipeline/diff/model.ts';
import { redact } from '../pipeline/diff/redact/redact.ts';

// Runs one task: `compare 5000` compares two sets of 5,000 objects; `parse 10` parses and redacts 10 MB of manifests.
// Prints the time in seconds and the peak memory of the process in MB.
const [task, size] = [process.argv[2], Number(process.argv[3])];

const labels = (name: string, version: string) => ({
  'app.kubernetes.io/name': name,
  'app.kubernetes.io/version': version,
  'helm.sh/chart': `bench-${version}`,
});

function deployment(name: string, version: string): KubernetesObject {
  const container = (index: number) => ({
    name: `c${index}`,
    image: `ghcr.io/owner/${name}-${index}:v${version}`,
    env: Array.from({ length: 12 }, (_, each) => ({ name: `SETTING_${each}`, value: `${name} ${each}` })),
    ports: [{ name: 'http', containerPort: 8080 + index }],
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '128Mi' } },
  });
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'demo', labels: labels(name, '1') },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: { containers: [container(0), container(1)] } },
    },
  };
}

const configMap = (name: string, version: string): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'demo', labels: labels(name, '1') },
  data: {
    'config.toml':
      Array.from({ length: 40 }, (_, line) => `setting_${line} = "${name} ${line}"\n`).join('') +
      `version = "${version}"\npassword = "x"\n`,
  },
});

const service = (name: string, version: string): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'demo', labels: labels(name, '1'), annotations: { version } },
  spec: { selector: { app: name }, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
});

const claim = (name: string, version: string): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name, namespace: 'demo', labels: labels(name, '1') },
  spec: {
    accessModes: ['ReadWriteOnce'],
    resources: { requests: { storage: version === '1' ? '20Gi' : '10Gi' } },
  },
});

const kinds = [deployment, configMap, service, claim];

/** In the second set a fifth differs: of a hundred objects 14 are changed, 2 renamed, 2 removed and 2 added. */
function createObjects(count: number, isSecond: boolean): KubernetesObject[] {
  return Array.from({ length: count }, (_, index) => {
    const make = kinds[index % kinds.length] ?? deployment;
    const part = isSecond ? Math.floor(index / kinds.length) % 50 : 49;
    if (part === 0) return make(`renamed-${index}`, '1');
    if (part === 1) return { ...make(`new-${index}`, '1'), spec: kinds.map((other) => other('new', '3')) };
    return make(`object-${index}`, part < 9 ? '2' : '1');
  });
}

function prepareComparison(): () => void {
  const [before, after] = [createObjects(size, false), createObjects(size, true)];
  return () => {
    const { changes } = compareObjects(before, after, 'application');
    findHazards({ before, after, changes });
    imageChanges(before, after);
  };
}

function prepareParsing(): () => void {
  const block = createObjects(400, false).map(writeYaml).join('---\n');
  const text = Array.from({ length: Math.ceil((size * 1e6) / block.length) }, (_, index) =>
    block.replaceAll('object-', `object-${index}-`),
  ).join('---\n');
  return () => {
    for (const object of parseObjects(text).objects) redact(object, new Uint8Array(32));
  };
}

const run = task === 'compare' ? prepareComparison() : prepareParsing();
const started = performance.now();
run();
console.log((performance.now() - started) / 1000, process.resourceUsage().maxRSS / 1024);
