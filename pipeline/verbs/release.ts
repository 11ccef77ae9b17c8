import { Command } from 'commander';

export const releaseVerbs = (): Command => new Command('release').description('The release on GitHub');
