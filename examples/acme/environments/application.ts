import { defineApplication } from '../../../model/application.ts';
import valuesSchema from '../charts/storefront/values.schema.json' with { type: 'json' };

/** Another team's application: nothing in it is named as in ServiceRadar. */
export const shop = defineApplication({
  name: 'shop',
  repository: { owner: 'acme', name: 'shop' },
  chart: {
    registry: 'registry.acme.example:5000/charts',
    name: 'storefront',
    path: 'charts/storefront',
    valuesSchema,
  },
  images: { web: 'registry.acme.example:5000/shop/web', worker: 'registry.acme.example:5000/shop/worker' },
  releaseName: 'storefront',
  pullSecret: 'registry-login',
  argocd: { namespace: 'cd', server: 'https://cluster.acme.example' },
  clusterScopedKinds: [],
  openPorts: [],
});
