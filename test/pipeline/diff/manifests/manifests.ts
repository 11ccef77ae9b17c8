import { compareObjects } from '../../../../pipeline/diff/compare/compare.ts';
import { parseObjects } from '../../../../pipeline/diff/manifests/parse.ts';
import type { KubernetesObject } from '../../../../pipeline/diff/model.ts';

/** Parses manifests; fails if one is malformed. */
export function objectsOf(manifests: string): KubernetesObject[] {
  const { objects, faults } = parseObjects(manifests);
  if (faults.length > 0) throw new Error(JSON.stringify(faults));
  return objects;
}

/** Parses a single manifest. */
export function objectOf(manifest: string): KubernetesObject {
  const [object, ...others] = objectsOf(manifest);
  if (object === undefined || others.length > 0) throw new Error('the text is not a single object');
  return object;
}

/** Compares the objects of two manifests. */
export const compareTexts = (before: string, after: string) =>
  compareObjects(objectsOf(before), objectsOf(after), 'application');

/** A Deployment in the namespace `demo`. @param template more lines of its container */
export const deployment = (name: string, template = ''): string => `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: demo }
spec:
  replicas: 2
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      serviceAccountName: runner
      terminationGracePeriodSeconds: 30
      containers:
        - name: main
          image: ghcr.io/owner/${name}:v1
          ports: [{ name: http, containerPort: 8080 }]
          resources: { requests: { cpu: 100m, memory: 64Mi } }
${template}
`;
