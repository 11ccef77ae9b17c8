import * as github from '@pulumi/github';
import * as kubernetes from '@pulumi/kubernetes';
import type { ProgramConfig } from './program-stack.ts';

/** The providers for the cluster and the GitHub that the stack names; default providers are disabled in Pulumi.yaml. */
export function createProviders(config: ProgramConfig, owner: string) {
  return {
    kubernetes: new kubernetes.Provider('kubernetes', { ...config.kubernetes }),
    github: new github.Provider('github', { ...config.github, owner }),
  };
}
