import { Yaml } from 'cdk8s';
import { execa } from 'execa';
import { parseAllDocuments } from 'yaml';
import type { EnginePaths } from '../../rehearsal/engines/index.ts';
import type { ClusterObject } from '../../rehearsal/world/cluster.ts';

/** The chart's folder. */
export const chart = 'helm/serviceradar';

/** The chart as rendered by Helm. */
export interface Rendering {
  readonly text: string;
  /** The objects by `<kind>/<name>`, in the order of the text. */
  readonly objects: ReadonlyMap<string, ClusterObject>;
}

/**
 * Parses the objects in a text as the given version of YAML. Helm and Kubernetes follow neither version completely.
 *
 * @returns the objects by `<kind>/<name>`
 */
export function parseObjects(text: string, version: '1.1' | '1.2'): Map<string, ClusterObject> {
  const objects = parseAllDocuments(text, { version }).flatMap((document) => {
    if (document.errors[0] !== undefined) throw document.errors[0];
    const object: ClusterObject | null = document.toJS();
    return object === null ? [] : [object];
  });
  const byTitle = new Map(objects.map((object) => [`${object.kind}/${object.metadata.name}`, object]));
  if (byTitle.size < objects.length) throw new Error('two objects have the same kind and name');
  return byTitle;
}

/** Renders the chart with the real Helm, from values that are written as charts-synth/main.ts writes them. */
export function connectHelm(engines: EnginePaths) {
  const template = (values: object) =>
    execa(
      engines['helm'] ?? 'helm',
      ['template', 'serviceradar', chart, '--kube-version=1.36.3', '--values=-'],
      { input: Yaml.stringify(values), reject: false },
    );
  return {
    render: async (values: object = {}): Promise<Rendering> => {
      const { stdout, stderr, exitCode } = await template(values);
      if (exitCode !== 0) throw new Error(stderr);
      return { text: stdout, objects: parseObjects(stdout, '1.1') };
    },
    /** Helm's error message for invalid values. */
    renderError: async (values: object): Promise<string> => {
      const { stdout, stderr, exitCode } = await template(values);
      if (exitCode === 0 || stdout !== '') throw new Error('Helm accepted the values');
      return stderr;
    },
  };
}

/** The object with this `<kind>/<name>`. */
export function find({ objects }: Pick<Rendering, 'objects'>, title: string): ClusterObject {
  const object = objects.get(title);
  if (object === undefined) throw new Error(`the chart renders no ${title}`);
  return object;
}

/** The single container of a service's Deployment. */
export function containerOf(rendering: Pick<Rendering, 'objects'>, service: string) {
  const { containers, initContainers = [] } = find(rendering, `Deployment/serviceradar-${service}`)['spec']
    .template.spec;
  if (containers.length + initContainers.length !== 1) throw new Error(`${service} has several containers`);
  return containers[0];
}

/** The scalar values in an object, with their paths. */
export function leaves(value: unknown, path = ''): (readonly [path: string, leaf: unknown])[] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, path === '' ? key : `${path}.${key}`));
}
