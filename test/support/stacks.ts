import type { Given } from './pulumi-run.ts';

/** The own keys of the stacks of this repository, with a login to the registry. */
export const demo: Given = {
  config: { version: '1.0.76', ghcrUsername: 'release-bot' },
  secrets: {
    ghcrToken: 'ghcr-token',
    deployEventToken: 'dispatch-token',
    serviceradarAdminPassword: 'admin-password',
    serviceradarCoreUrl: 'https://core.example',
  },
};

export const staging: Given = { ...demo, config: { ...demo.config, version: '*' } };
