import { describe, expect, it } from '@jest/globals';
import { unwrap } from '../../../model/checked.ts';
import type { Git } from '../../../pipeline/git/git.ts';
import { type Proposal, proposePin } from '../../../pipeline/promotion/propose-pin.ts';
import type { Repository as OnGitHub } from '../../../rehearsal/github/state.ts';
import { withPin } from '../../../stack/edit-stack-file.ts';
import { readStackFile } from '../../../stack/stack-file.ts';
import { startStandIn } from '../../support/github-stand-in.ts';
import { cloneOf, createOrigin, createRepository, type Repository } from '../version/repository.ts';

/** Keeps the refs of the stand-in of GitHub equal to those of the origin. */
function watched({ git }: Repository, origin: Repository, { refs }: OnGitHub): Git {
  const see = async () => {
    const lines = await origin.git('for-each-ref', '--format=%(refname) %(objectname)', 'refs/heads');
    for (const line of lines.split('\n')) {
      const [name = '', sha = ''] = line.split(' ');
      refs.set(name, { type: 'commit', sha });
    }
  };
  return async (...args) => {
    const output = await git(...args);
    await see();
    return output;
  };
}

/** The text of the stack's file in a checkout, with another pin. */
const repinned = (root: string, version: string): string =>
  unwrap(withPin(readStackFile(root, 'live'), { kind: 'exact', version }));

async function setUp() {
  const shop = await createRepository();
  const origin = await createOrigin(shop);
  const { github, repository } = await startStandIn();
  const git = watched(shop, origin, repository);
  const proposal = (version: string): Proposal => ({
    file: readStackFile(shop.root, 'live'),
    after: repinned(shop.root, version),
    title: `Promote ${version} to live`,
    body: `| Gate |\n| --- |\n| ${version} |`,
  });
  const proposed = () => origin.git('show', 'promote/live:Pulumi.live.yaml');
  return { shop, origin, repository, proposal, proposed, run: (of: Proposal) => proposePin(git, github, of) };
}

describe('a promotion as a pull request', () => {
  it('changes one line on a separate branch, and nothing in the checkout', async () => {
    const { shop, origin, repository, proposal, run } = await setUp();
    shop.write('work.txt', 'half done');
    const before = await shop.git('status', '--porcelain');
    expect(await run(proposal('1.0.77'))).toMatchObject({ done: 'opened' });
    expect(await shop.git('status', '--porcelain')).toBe(before);
    expect(await shop.git('worktree', 'list')).not.toContain('pipeline-promotion');
    expect(await origin.git('diff', '--numstat', 'main', 'promote/live')).toBe('1\t1\tPulumi.live.yaml');
    expect(await origin.git('rev-list', '--count', 'main..promote/live')).toBe('1');
    expect(repository.pullRequests).toMatchObject([
      { head: 'promote/live', base: 'main', title: 'Promote 1.0.77 to live' },
    ]);
    expect(repository.pullRequests[0]?.body).toContain('| 1.0.77 |');
  });

  it('changes nothing the second time', async () => {
    const { origin, repository, proposal, run } = await setUp();
    await run(proposal('1.0.77'));
    const refs = await origin.git('for-each-ref');
    expect(await run(proposal('1.0.77'))).toMatchObject({ done: 'unchanged' });
    expect(await origin.git('for-each-ref')).toBe(refs);
    expect(repository.pullRequests).toHaveLength(1);
  });

  it('is updated by the next version', async () => {
    const { repository, proposal, proposed, run } = await setUp();
    await run(proposal('1.0.77'));
    expect(await run(proposal('1.0.78'))).toMatchObject({ done: 'updated' });
    expect(repository.pullRequests).toMatchObject([{ title: 'Promote 1.0.78 to live' }]);
    expect(await proposed()).toContain('shop:version: 1.0.78');
  });

  it('is refused when the pin changed on main meanwhile', async () => {
    const { origin, repository, proposal, run } = await setUp();
    const other = await cloneOf(origin);
    other.write('Pulumi.live.yaml', repinned(other.root, '1.0.80'));
    await other.git('commit', '--quiet', '--all', '--message=theirs');
    await other.git('push', '--quiet', 'origin', 'main');
    await expect(run(proposal('1.0.77'))).rejects.toThrow(
      'Pulumi.live.yaml: differs between main and this checkout: somebody else changed it',
    );
    expect(repository.pullRequests).toEqual([]);
    expect(await origin.git('for-each-ref', 'refs/heads/promote')).toBe('');
  });

  it('treats a title that looks like an option or a command as text', async () => {
    const { origin, proposal, run } = await setUp();
    const title = '--amend $(touch /tmp/never) `id`';
    await run({ ...proposal('1.0.77'), title });
    expect(await origin.git('log', '-1', '--format=%s', 'promote/live')).toBe(title);
  });
});
