#!/usr/bin/env node
import module from 'node:module';

async function answerKnown(args) {
  const { answerPath, askedHere, recall } = await import('./diff/result-cache.ts');
  const path = answerPath(askedHere(args));
  const answer = path === undefined ? undefined : recall(path, Date.now());
  if (answer === undefined) return false;
  process.stdout.write(answer.stdout);
  process.stderr.write(answer.stderr);
  process.exitCode = answer.exitCode;
  return true;
}

// Plain JavaScript, so that a Node that cannot run TypeScript can say so.
if (process.features.typescript) {
  module.enableCompileCache();
  const args = process.argv.slice(2);
  if (args[0] !== 'diff' || !(await answerKnown(args))) {
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
