import { Command } from 'commander';

export const versionVerbs = (): Command =>
  new Command('version').description('The version of the application');

export const cutVerb = (): Command =>
  new Command('cut').description('Raises, commits, tags and pushes a version');
