import { pipeline } from '../../environments/index.ts';
import { registryHost as registryHostOf } from '../../model/application.ts';
import { setUpEngines } from '../../rehearsal/engines/index.ts';
import { surroundings } from '../../rehearsal/play/commands.ts';
import { createContext } from '../../rehearsal/world/context.ts';
import { startProxy } from '../../rehearsal/world/proxy.ts';
import { startRegistry } from '../../rehearsal/world/registry.ts';

export const login = { username: 'test', password: 'test' };
export const registryHost = registryHostOf(pipeline.application);

/** The registry of a world alone, reached under its real name: what a workflow has around it, and its folder. */
export async function startWorldRegistry(cleanup: AsyncDisposableStack) {
  const engines = await setUpEngines();
  const context = await createContext(engines, [registryHost], cleanup);
  await startRegistry(context, login.username, login.password);
  const proxy = await startProxy({ [`${registryHost}:443`]: context.ports.registry });
  cleanup.defer(proxy.close);
  const { certificate, folder } = context;
  const github = { url: 'http://127.0.0.1/', token: '' };
  return { folder, certificate, env: surroundings({ proxy, certificate, registry: login, github }, engines) };
}
