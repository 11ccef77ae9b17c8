import { pipeline } from '../environments/index.ts';
import { setUpEngines } from './engines/index.ts';
import { workflowEnvironment } from './play/commands.ts';
import { createContext } from './world/context.ts';
import { startProxy } from './world/proxy.ts';
import { startRegistry } from './world/registry.ts';

export const login = { username: 'test', password: 'test' };
export const registryHost = pipeline.application.chart.registry.split('/')[0] ?? '';

/**
 * Starts only the registry of a world, for tests and benchmarks that need nothing else.
 *
 * @returns the environment variables of a workflow that reaches it under its real name, the PEM file of its
 *   certificate, and the world's folder
 */
export async function startRegistryOnly(cleanup: AsyncDisposableStack) {
  const engines = await setUpEngines();
  const context = await createContext(engines, [registryHost], cleanup);
  await startRegistry(context, login.username, login.password);
  const proxy = await startProxy({ [`${registryHost}:443`]: context.ports.registry });
  cleanup.defer(proxy.close);
  const { certificate, folder } = context;
  const github = { url: 'http://127.0.0.1/', token: '' };
  const env = workflowEnvironment({ proxy, certificate, registry: login, github }, engines);
  return { folder, certificate, env };
}
