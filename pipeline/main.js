#!/usr/bin/env node
import module from 'node:module';

// Plain JavaScript, so that a Node that cannot run TypeScript can say so.
if (process.features.typescript) {
  module.enableCompileCache();
  const { main } = await import('./cli.ts');
  await main(process.argv.slice(2));
} else {
  console.error(
    `Node ${process.versions.node} cannot run this program, which needs 22.18 or newer: ` +
      'use npx pipeline or npm run pipeline, which bring one, or install it.',
  );
  process.exitCode = 2;
}
