import * as github from '@pulumi/github';
import * as kubernetes from '@pulumi/kubernetes';
import type { ProgramConfig } from './program-stack.ts';

/** The cluster and the GitHub that the stack names; the ambient ones are switched off in Pulumi.yaml. */
export function createProviders(config: ProgramConfig, owner: string) {
  return {
    kubernetes: new kubernetes.Provider('kubernetes', { ...config.kubernetes }),
    github: new github.Provider('github', { ...config.github, owner }),
  };
}
