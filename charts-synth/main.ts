import { enableCompileCache } from 'node:module';
import { UserError } from '../model/errors.ts';

enableCompileCache();

try {
  const { synthesize } = await import('./synthesize.ts');
  const { pipeline } = await import('../environments/index.ts');
  synthesize(pipeline, process.cwd());
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
