import module from 'node:module';

// Plain JavaScript, so that a Node that cannot run TypeScript can say so.
if (!process.features.typescript) {
  const message =
    `Node ${process.versions.node} cannot run this program, which needs 22.18 or newer: ` +
    'use npx pulumi, which brings one, or install it.';
  throw Object.assign(new Error(message), { __pulumiRunError: true });
}
module.enableCompileCache();
const [{ pipeline }, { runProgram }] = await Promise.all([
  import('../environments/index.ts'),
  import('./program.ts'),
]);

export default async () => runProgram(pipeline);
