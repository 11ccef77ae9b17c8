import { defineEnvironment } from '../../../model/environment.ts';

export const integration = defineEnvironment({
  name: 'integration',
  application: 'shop-integration',
  namespace: 'shop-integration',
  url: 'https://integration.acme.example',
  follows: true,
  timeout: '5m',
  values: { replicas: 1 },
  github: {},
});
