import { Command } from 'commander';

export const chartVerbs = (): Command =>
  new Command('chart').description('The Helm chart that fixes a release');
