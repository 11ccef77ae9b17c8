import { Command } from 'commander';

export const imagesVerbs = (): Command =>
  new Command('images').description('The container images of a release');
