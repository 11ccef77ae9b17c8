import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { pipeline } from '../../environments/index.ts';
import { RefusedError, UserError } from '../../model/errors.ts';
import { folderWith } from '../support/folder.ts';
import {
  createMemoryRegistry,
  installFetch,
  type MemoryRegistry,
  status,
} from '../support/memory-registry.ts';
import {
  type PublishedRelease,
  passedIn,
  publishRelease,
  rejectionOf,
} from '../support/published-release.ts';
import { reachable, runWholeProgram } from '../support/pulumi-run.ts';
import { demo, staging } from '../support/stacks.ts';

let registry: MemoryRegistry;
let release: PublishedRelease;

beforeEach(async () => {
  registry = createMemoryRegistry();
  release = await publishRelease(registry, pipeline.application, '1.0.77');
  installFetch(registry);
});

/** Runs the program where a Pulumi CLI is installed that knows of no earlier deployment. */
function run(stack: 'demo' | 'demo-staging', version: string) {
  const bin = folderWith({ pulumi: '#!/bin/sh\necho "[]"\n' });
  chmodSync(join(bin, 'pulumi'), 0o755);
  const own = stack === 'demo' ? demo : staging;
  const given = {
    ...own,
    config: { ...own.config, version },
    variables: { PATH: `${bin}:${process.env['PATH']}`, PULUMI_HOME: bin },
  };
  return runWholeProgram(pipeline, stack, reachable, given);
}

const applicationIn = ({ resources }: Awaited<ReturnType<typeof run>>) =>
  resources.find(({ name }) => name.startsWith('Application/'));

describe('the gates in the program', () => {
  it('refuse a release whose tests never passed, before any resource is registered', async () => {
    const { error, resources } = await run('demo', `1.0.77@${release.digest}`);
    expect(error).toBeInstanceOf(RefusedError);
    expect(String(error)).toContain('demo: 1.0.77: e2e: has not passed in demo-staging');
    expect(resources).toEqual([]);
  });

  it('let a release pass whose tests passed where it is promoted from', async () => {
    await release.attach(passedIn('demo-staging', release));
    const result = await run('demo', `1.0.77@${release.digest}`);
    expect(result.error).toBeUndefined();
    expect(applicationIn(result)?.inputs).toMatchObject({
      spec: { source: { targetRevision: release.digest } },
    });
  });

  it('refuse a release that was rejected after its tests passed', async () => {
    await release.attach(passedIn('demo-staging', release));
    await release.attach(rejectionOf(release));
    const { error, resources } = await run('demo', `1.0.77@${release.digest}`);
    expect(error).toBeInstanceOf(RefusedError);
    expect(String(error)).toContain('rejection: ada rejected it');
    expect(resources).toEqual([]);
  });

  it('refuse every release if the registry does not answer, and say that the gates cannot be checked', async () => {
    await release.attach(passedIn('demo-staging', release));
    registry.inject(/GET .*\/manifests\//, ...Array.from({ length: 50 }, () => status(401)));
    const { error, resources } = await run('demo', `1.0.77@${release.digest}`);
    expect(error).toBeInstanceOf(UserError);
    expect(String(error)).toContain('the gates cannot be checked');
    expect(resources).toEqual([]);
  });

  it('leave the rejected versions out of the range that an environment follows', async () => {
    await release.attach(rejectionOf(release));
    const result = await run('demo-staging', '*');
    expect(result.error).toBeUndefined();
    expect(applicationIn(result)?.inputs).toMatchObject({
      spec: { source: { targetRevision: '*, !=1.0.77' } },
    });
  });
});
