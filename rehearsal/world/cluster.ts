import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { parseAllDocuments } from 'yaml';

/** A Kubernetes object of any kind, as the API server has it. */
export interface ClusterObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly [field: string]: unknown;
  };
  // biome-ignore lint/suspicious/noExplicitAny: objects of any kind, read field by field
  readonly [field: string]: any;
}

/** An answer of the API server that is not a success. */
export class ClusterError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.name = 'ClusterError';
    this.status = status;
  }
}

/** The API server, for what the rehearsal itself puts there and looks at. */
export interface Cluster {
  readonly kubeconfig: string;
  readonly isReady: () => Promise<boolean>;
  /** Whether an API group and version (`argoproj.io/v1alpha1`) is served and described. */
  readonly serves: (apiVersion: string) => Promise<boolean>;
  /** Server-side apply, by default under the field manager `rehearsal`; an unknown field is an error. */
  readonly apply: (object: ClusterObject, fieldManager?: string) => Promise<ClusterObject>;
  /** Applies each document of a YAML file. */
  readonly applyFile: (path: string) => Promise<void>;
  /** Undefined when it is not there. */
  readonly get: (
    apiVersion: string,
    kind: string,
    name: string,
    namespace?: string,
  ) => Promise<ClusterObject | undefined>;
  readonly list: (apiVersion: string, kind: string, namespace?: string) => Promise<ClusterObject[]>;
  readonly delete: (apiVersion: string, kind: string, name: string, namespace?: string) => Promise<void>;
  readonly close: () => void;
}

export interface ClusterAccess {
  readonly kubeconfig: string;
  readonly server: string;
  /** PEM of the authority of the server's certificate. */
  readonly authority: string;
  readonly token: string;
}

const groupPath = (apiVersion: string) =>
  apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;

/**
 * A client of the API server by kind alone, untyped: objects go there and come back exactly as they are written
 * (typed clients drop what their models do not know, such as `x-kubernetes-int-or-string` in a CRD).
 */
export function connectCluster({ kubeconfig, server, authority, token }: ClusterAccess): Cluster {
  const agent = new Agent({ keepAlive: true, ca: authority });

  const call = (method: string, path: string, body?: object) =>
    // biome-ignore lint/suspicious/noExplicitAny: the answer is whatever was asked for
    new Promise<any>((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/apply-patch+yaml' }),
      };
      const outgoing = request(
        new URL(path, server),
        { method, agent, headers, timeout: 30_000 },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString();
            const status = response.statusCode ?? 0;
            if (status < 300) return resolve(text === '' || text === 'ok' ? text : JSON.parse(text));
            const message = text.startsWith('{') ? JSON.parse(text).message : text;
            reject(new ClusterError(status, `${method} ${path}: ${message}`));
          });
        },
      );
      outgoing.on('timeout', () => outgoing.destroy(new Error(`${method} ${path}: no answer after 30 s`)));
      outgoing.on('error', reject);
      outgoing.end(body === undefined ? undefined : JSON.stringify(body));
    });

  const plurals = new Map<string, { name: string; namespaced: boolean }>();
  const resourceOf = async (apiVersion: string, kind: string) => {
    const key = `${apiVersion}/${kind}`;
    const known = plurals.get(key);
    if (known !== undefined) return known;
    const { resources } = (await call('GET', groupPath(apiVersion))) as {
      resources: { kind: string; name: string; namespaced: boolean }[];
    };
    const found = resources.find((resource) => resource.kind === kind && !resource.name.includes('/'));
    if (found === undefined) throw new ClusterError(404, `the API server does not know ${key}`);
    plurals.set(key, found);
    return found;
  };

  const pathOf = async (apiVersion: string, kind: string, namespace?: string, name?: string) => {
    const resource = await resourceOf(apiVersion, kind);
    const scope = resource.namespaced && namespace !== undefined ? `/namespaces/${namespace}` : '';
    return `${groupPath(apiVersion)}${scope}/${resource.name}${name === undefined ? '' : `/${encodeURIComponent(name)}`}`;
  };

  const unlessMissing = (error: unknown): undefined => {
    if (error instanceof ClusterError && error.status === 404) return undefined;
    throw error;
  };

  const apply: Cluster['apply'] = async (object, fieldManager = 'rehearsal') => {
    const { apiVersion, kind, metadata } = object;
    const path = await pathOf(apiVersion, kind, metadata.namespace, metadata.name);
    const query = new URLSearchParams({ fieldManager, force: 'true', fieldValidation: 'Strict' });
    return call('PATCH', `${path}?${query}`, object);
  };

  return {
    kubeconfig,
    apply,
    serves: async (apiVersion) => groupPath(apiVersion).slice(1) in (await call('GET', '/openapi/v3')).paths,
    isReady: async () => (await call('GET', '/readyz')) === 'ok',
    applyFile: async (path) => {
      for (const document of parseAllDocuments(readFileSync(path, 'utf8'))) {
        const object: ClusterObject | null = document.toJS();
        if (object !== null) await apply(object);
      }
    },
    get: async (apiVersion, kind, name, namespace) =>
      call('GET', await pathOf(apiVersion, kind, namespace, name)).catch(unlessMissing),
    list: async (apiVersion, kind, namespace) =>
      (await call('GET', await pathOf(apiVersion, kind, namespace))).items.map(
        // The items of a list do not say what they are.
        (item: object) => ({ apiVersion, kind, ...item }),
      ),
    delete: async (apiVersion, kind, name, namespace) => {
      await call('DELETE', await pathOf(apiVersion, kind, namespace, name)).catch(unlessMissing);
    },
    close: () => agent.destroy(),
  };
}
