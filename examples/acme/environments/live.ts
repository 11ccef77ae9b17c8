import { defineEnvironment } from '../../../model/environment.ts';

export const live = defineEnvironment({
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
});
