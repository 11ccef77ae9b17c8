import { isMap, isScalar, parseDocument, Scalar } from 'yaml';
import { type Checked, invalid, valid } from '../model/checked.ts';
import type { Hotfix } from '../model/hotfix.ts';
import { formatPin, type Pin } from '../model/pin.ts';
import type { StackFile } from './stack-file.ts';

/**
 * Replaces the pin in the text of a stack's file and nothing else.
 *
 * @returns the new text, or a fault if the file has no key `version`
 */
export function withPin({ text, name, project, stack }: StackFile, pin: Pin): Checked<string> {
  const key = `${project}:version`;
  const config = parseDocument(text).get('config');
  const value = isMap(config) ? config.get(key, true) : undefined;
  const range = isScalar(value) ? value.range : undefined;
  if (range) return valid(text.slice(0, range[0]) + formatPin(pin) + text.slice(range[1]));
  const hint = `pulumi config set version <version> --stack ${stack}`;
  return invalid({ where: `${name}: ${key}`, what: 'is not set', hint });
}

/** A text in quotes, so that every version of YAML reads a reason such as `yes` as text. */
function quoted(text: string): Scalar {
  const scalar = new Scalar(text);
  scalar.type = 'QUOTE_DOUBLE';
  return scalar;
}

/**
 * Sets the key `hotfix` in the text of a stack's file, and keeps comments and order.
 *
 * @param project the namespace of the key
 */
export function withHotfix(text: string, project: string, hotfix: Hotfix): Checked<string> {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) return invalid({ what: error.message.split('\n')[0] ?? 'is not YAML' });
  const config = isMap(document.contents) ? document.get('config') : document.contents;
  if (config === null || config === undefined) document.set('config', document.createNode({}));
  else if (!isMap(config))
    return invalid({ what: 'has no mapping of config keys', hint: 'write them under config:' });
  const { version, reason, actor } = hotfix;
  document.setIn(
    ['config', `${project}:hotfix`],
    document.createNode({ version: quoted(version), reason: quoted(reason), actor: quoted(actor) }),
  );
  return valid(document.toString({ lineWidth: 0 }));
}
