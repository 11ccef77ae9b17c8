import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { parseAllDocuments } from 'yaml';

/** A Kubernetes object of any kind, as the API server returns it. */
export interface ClusterObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly [field: string]: unknown;
  };
  // biome-ignore lint/suspicious/noExplicitAny: the fields depend on the kind
  readonly [field: string]: any;
}

/** An error response of the API server. */
export class ClusterError extends Error {
  /** The HTTP status. */
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.name = 'ClusterError';
    this.status = status;
  }
}

/** A client of the API server, for the objects that the rehearsal itself creates and reads. */
export interface Cluster {
  readonly kubeconfig: string;
  readonly isReady: () => Promise<boolean>;
  /** Whether the OpenAPI document contains an API group and version, such as `argoproj.io/v1alpha1`. */
  readonly serves: (apiVersion: string) => Promise<boolean>;
  /** Server-side apply with strict field validation; the field manager is `rehearsal` by default. */
  readonly apply: (object: ClusterObject, fieldManager?: string) => Promise<ClusterObject>;
  /** Applies each document of a YAML file. */
  readonly applyFile: (path: string) => Promise<void>;
  /** Returns undefined when the object does not exist. */
  readonly get: (
    apiVersion: string,
    kind: string,
    name: string,
    namespace?: string,
  ) => Promise<ClusterObject | undefined>;
  readonly list: (apiVersion: string, kind: string, namespace?: string) => Promise<ClusterObject[]>;
  /** Does nothing when the object does not exist. */
  readonly delete: (apiVersion: string, kind: string, name: string, namespace?: string) => Promise<void>;
  readonly close: () => void;
}

export interface ClusterAccess {
  readonly kubeconfig: string;
  readonly server: string;
  /** The certificate authority of the server, in PEM. */
  readonly authority: string;
  readonly token: string;
}

const groupPath = (apiVersion: string) =>
  apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;

/**
 * Creates an untyped client of the API server, which sends and returns objects unchanged. Typed clients drop fields
 * that their models do not know, such as `x-kubernetes-int-or-string` in a CRD.
 */
export function connectCluster({ kubeconfig, server, authority, token }: ClusterAccess): Cluster {
  const agent = new Agent({ keepAlive: true, ca: authority });

  const call = (method: string, path: string, body?: object) =>
    // biome-ignore lint/suspicious/noExplicitAny: the type of the response depends on the request
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
      outgoing.on('timeout', () => outgoing.destroy(new Error(`${method} ${path}: no response after 30 s`)));
      outgoing.on('error', reject);
      outgoing.end(body === undefined ? undefined : JSON.stringify(body));
    });

  const resources = new Map<string, { name: string; namespaced: boolean }>();
  const findResource = async (apiVersion: string, kind: string) => {
    const key = `${apiVersion}/${kind}`;
    const cached = resources.get(key);
    if (cached !== undefined) return cached;
    const { resources: served } = (await call('GET', groupPath(apiVersion))) as {
      resources: { kind: string; name: string; namespaced: boolean }[];
    };
    const found = served.find((resource) => resource.kind === kind && !resource.name.includes('/'));
    if (found === undefined) throw new ClusterError(404, `the API server does not serve ${key}`);
    resources.set(key, found);
    return found;
  };

  const pathOf = async (apiVersion: string, kind: string, namespace?: string, name?: string) => {
    const resource = await findResource(apiVersion, kind);
    const scope = resource.namespaced && namespace !== undefined ? `/namespaces/${namespace}` : '';
    return `${groupPath(apiVersion)}${scope}/${resource.name}${name === undefined ? '' : `/${encodeURIComponent(name)}`}`;
  };

  const undefinedIfNotFound = (error: unknown): undefined => {
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
      call('GET', await pathOf(apiVersion, kind, namespace, name)).catch(undefinedIfNotFound),
    list: async (apiVersion, kind, namespace) =>
      (await call('GET', await pathOf(apiVersion, kind, namespace))).items.map(
        // The items of a list have no apiVersion and kind.
        (item: object) => ({ apiVersion, kind, ...item }),
      ),
    delete: async (apiVersion, kind, name, namespace) => {
      await call('DELETE', await pathOf(apiVersion, kind, namespace, name)).catch(undefinedIfNotFound);
    },
    close: () => agent.destroy(),
  };
}
