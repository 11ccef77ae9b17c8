import {
  type ApplicationInput,
  definePipeline,
  type Environment,
  type EnvironmentInput,
  type Pipeline,
} from '../model/schema.ts';

/** Another team's application: nothing of ServiceRadar's names. */
export const shop: ApplicationInput = {
  name: 'shop',
  repository: { owner: 'acme', name: 'shop' },
  chart: {
    registry: 'registry.acme.example:5000/charts',
    name: 'storefront',
    path: 'charts/storefront',
    valuesSchema: {
      type: 'object',
      additionalProperties: false,
      properties: {
        tag: { type: 'string' },
        replicas: { type: 'integer' },
        settings: { type: 'object', additionalProperties: { type: ['string', 'array', 'object'] } },
        pull: { enum: ['Always', 'Never'] },
      },
    },
  },
  images: { web: 'registry.acme.example:5000/shop/web', worker: 'registry.acme.example:5000/shop/worker' },
  releaseName: 'storefront',
  pullSecret: 'registry-login',
  argocd: { namespace: 'cd', server: 'https://cluster.acme.example' },
  clusterScopedKinds: [],
  openPorts: [],
};

type Following = Extract<EnvironmentInput, { follows: true }>;
type Exact = Extract<EnvironmentInput, { follows: false }>;

/** An environment that follows a range. */
export const integration = (changes: Partial<Following> = {}): Following => ({
  name: 'integration',
  application: 'shop-integration',
  namespace: 'shop-integration',
  url: 'https://integration.acme.example',
  follows: true,
  timeout: '5m',
  values: { replicas: 1 },
  github: {},
  ...changes,
});

/** An environment that deploys exactly one version. */
export const live = (changes: Partial<Exact> = {}): Exact => ({
  name: 'live',
  application: 'shop-live',
  namespace: 'shop-live',
  url: 'https://acme.example',
  follows: false,
  promotesFrom: 'integration',
  timeout: '10m',
  values: (version) => ({ tag: version }),
  github: {},
  secrets: { PAYMENT_KEY: 'paymentKey' },
  ...changes,
});

/** The shop with these environments; by default one of each kind. */
export const acme = (...environments: EnvironmentInput[]): Pipeline =>
  definePipeline(shop, environments.length > 0 ? environments : [integration(), live()]);

/** One environment of its own, checked. */
export function only(environment: EnvironmentInput): { pipeline: Pipeline; environment: Environment } {
  const pipeline = definePipeline(shop, [environment]);
  const [checked] = pipeline.environments;
  if (checked === undefined) throw new Error('definePipeline lost the environment');
  return { pipeline, environment: checked };
}
