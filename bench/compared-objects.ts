import { compareObjects } from '../pipeline/diff/compare/compare.ts';
import { imageChanges } from '../pipeline/diff/compare/images.ts';
import { findHazards } from '../pipeline/diff/hazards/find.ts';
import { parseObjects } from '../pipeline/diff/manifests/parse.ts';
import { writeYaml } from '../pipeline/diff/manifests/write-yaml.ts';
import type { KubernetesObject } from '../pipeline/diff/model.ts';
import { redact } from '../pipeline/diff/redact/redact.ts';

// `compare 5000` compares that many objects with as many others; `parse 10` reads and redacts that many MB. Prints the
// seconds that it took and the peak of the process's memory in MB.
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

/** A fifth of the second side differs: of a hundred objects 14 are changed, 2 renamed, 2 gone and 2 new. */
function side(count: number, isSecond: boolean): KubernetesObject[] {
  return Array.from({ length: count }, (_, index) => {
    const make = kinds[index % kinds.length] ?? deployment;
    const part = isSecond ? Math.floor(index / kinds.length) % 50 : 49;
    if (part === 0) return make(`renamed-${index}`, '1');
    if (part === 1) return { ...make(`new-${index}`, '1'), spec: kinds.map((other) => other('new', '3')) };
    return make(`object-${index}`, part < 9 ? '2' : '1');
  });
}

function compare(): () => void {
  const [before, after] = [side(size, false), side(size, true)];
  return () => {
    const { changes } = compareObjects(before, after, 'application');
    findHazards({ before, after, changes });
    imageChanges(before, after);
  };
}

function parse(): () => void {
  const some = side(400, false).map(writeYaml).join('---\n');
  const text = Array.from({ length: Math.ceil((size * 1e6) / some.length) }, (_, index) =>
    some.replaceAll('object-', `object-${index}-`),
  ).join('---\n');
  return () => {
    for (const object of parseObjects(text).objects) redact(object, new Uint8Array(32));
  };
}

const measured = task === 'compare' ? compare() : parse();
const started = performance.now();
measured();
console.log((performance.now() - started) / 1000, process.resourceUsage().maxRSS / 1024);
