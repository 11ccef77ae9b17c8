import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { UserError } from '../../model/errors.ts';
import { engines, pinnedVersion } from '../../rehearsal/engines/catalog.ts';
import { setUpEngines } from '../../rehearsal/engines/index.ts';
import { folderWith } from '../support/folder.ts';

const project = new URL('../..', import.meta.url);

/** The variables for an empty engine cache and only these folders in PATH. */
const isolated = (cache: string, path: readonly string[]) => ({
  HOME: cache,
  XDG_CACHE_HOME: cache,
  PATH: path.join(':'),
});

/** The message with which setUpEngines fails in this environment. */
async function setUpError(env: Readonly<Record<string, string>>): Promise<string> {
  const before = process.env;
  process.env = env;
  try {
    await setUpEngines();
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  } finally {
    process.env = before;
  }
  throw new Error('all engines were found');
}

describe('setUpEngines', () => {
  it.each(engines.map((engine) => [engine.name, engine] as const))(
    'reads the pinned version of %s from its go.mod',
    (_, engine) => {
      expect(pinnedVersion(engine)).toMatch(/^\d+\.\d+\.\d+$/);
    },
  );

  it('without engines and Go, fails with one message that tells what to install', async () => {
    const folder = folderWith({});
    const { exitCode, all } = await execa(process.execPath, ['rehearsal/main.ts'], {
      ...{ cwd: project, reject: false, all: true, extendEnv: false },
      env: isolated(folder, [join(folder, 'nothing')]),
    });
    expect(exitCode).toBe(2);
    expect(all).toContain(
      'the engines etcd, helm, registry, redis, kwok, kubernetes, argo-cd, cloudnative-pg, kustomize, cosign are not installed',
    );
    expect(all).toContain('install Go 1.26 or newer');
    expect(all).toContain('set REHEARSAL_ENGINES to a folder');
    expect(all).not.toMatch(/^\s+at /m);
  });

  it('uses an engine on PATH only in the pinned version', async () => {
    const folder = folderWith({});
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    symlinkSync(process.execPath, join(bin, 'node'));
    const install = (name: string, prints: string) => {
      writeFileSync(join(bin, name), `#!/bin/sh\necho '${prints}'\n`);
      chmodSync(join(bin, name), 0o755);
    };
    install('etcd', 'etcd Version: 3.7.3');
    install('helm', 'v3.19.0+g0000000');
    expect(await setUpError(isolated(folder, [bin]))).toMatch(/the engines helm, registry/);
  });

  it('uses engines in the folder of REHEARSAL_ENGINES', async () => {
    const folder = folderWith({});
    const bin = join(folder, 'engines');
    mkdirSync(bin);
    for (const name of ['etcd', 'redis']) writeFileSync(join(bin, name), '', { mode: 0o755 });
    const env = { ...isolated(folder, [join(folder, 'nothing')]), REHEARSAL_ENGINES: bin };
    expect(await setUpError(env)).toMatch(/the engines helm, registry, kwok/);
  });
});
