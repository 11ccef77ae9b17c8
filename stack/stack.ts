import { unwrap, withPlace } from '../model/checked.ts';
import type { Environment } from '../model/environment.ts';
import { userError } from '../model/errors.ts';
import type { ExactPin } from '../model/pin.ts';
import { parseStackConfig, type StackConfig } from './stack-config.ts';
import { readStackFile, type StackFile } from './stack-file.ts';

/** An environment with the config in its stack's file. */
export interface Stack {
  readonly environment: Environment;
  readonly file: StackFile;
  readonly config: StackConfig;
}

/** A stack whose pin is one version. */
export interface PinnedStack extends Stack {
  readonly pin: ExactPin;
}

/**
 * Reads the stack of an environment from `Pulumi.<environment>.yaml`.
 *
 * @param folder of Pulumi.yaml
 * @throws UserError with all faults of the file
 */
export function readStack(folder: string, environment: Environment): Stack {
  const file = readStackFile(folder, environment.name);
  const config = withPlace(
    parseStackConfig(environment, unwrap(file.rawConfig)),
    (where) => `${file.name}: ${where}`,
  );
  const baseUrl = file.textOf('github:baseUrl');
  const github = baseUrl === undefined ? {} : { github: { baseUrl } };
  return { environment, file, config: { ...unwrap(config), ...github } };
}

/** @throws UserError if the stack follows a range: no release can be promoted to it */
export function requirePinned(stack: Stack): PinnedStack {
  const { pin } = stack.config;
  if (pin.kind === 'exact') return { ...stack, pin };
  throw userError(`follows ${pin.range}: nothing is promoted to it`, {
    where: stack.environment.name,
    hint: 'publish a version in the range, or reject one that must not run',
  });
}
