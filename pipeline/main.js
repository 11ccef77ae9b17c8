#!/usr/bin/env node
import module from 'node:module';

/** @returns whether the result was in the cache, and is printed */
async function printCachedDiff(args) {
  const { cacheKey, currentInvocation, readResult } = await import('./diff/result-cache.ts');
  const key = cacheKey(currentInvocation(args));
  const result = key === undefined ? undefined : readResult(key);
  if (result === undefined) return false;
  process.stdout.write(result.stdout);
  process.stderr.write(result.stderr);
  process.exitCode = result.exitCode;
  return true;
}

// Plain JavaScript, so that a Node that cannot run TypeScript can say so.
if (process.features.typescript) {
  module.enableCompileCache();
  const args = process.argv.slice(2);
  if (args[0] !== 'diff' || !(await printCachedDiff(args))) {
    const { main } = await import('./cli.ts');
    await main(args);
  }
} else {
  console.error(
    `Node ${process.versions.node} cannot run this program, which needs 22.18 or newer: ` +
      'use npx pipeline or npm run pipeline, which bring one, or install it.',
  );
  process.exitCode = 2;
}
