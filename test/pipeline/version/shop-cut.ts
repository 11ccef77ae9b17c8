import { cut } from '../../../pipeline/version/cut/cut.ts';
import type { CutRequest } from '../../../pipeline/version/cut/plan.ts';
import { acme } from '../../support/acme.ts';
import type { Repository } from './repository.ts';

const request: CutRequest = {
  version: '1.1.0',
  pushes: false,
  isPrerelease: false,
  checksChangelog: true,
  hotfix: { skipsStaging: false, reason: undefined, actor: 'Ada' },
};

/** The options of a hotfix. */
export const hotfix = { hotfix: { skipsStaging: true, reason: 'the login is broken', actor: 'Ada' } };

/** Cuts version 1.1.0 of the shop by default. */
export const cutShop = (repository: Repository, changes: Partial<CutRequest> = {}, isDryRun = false) =>
  cut(repository, acme(), { ...request, ...changes }, isDryRun);
