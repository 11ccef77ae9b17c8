import { isMap, parseDocument, Scalar } from 'yaml';
import { invalid, valid } from '../model/checked.ts';
import type { Fault } from '../model/errors.ts';
import type { Hotfix } from '../model/hotfix.ts';
import type { Pipeline } from '../model/pipeline.ts';
import type { Edit, Edits } from '../pipeline/git/file-edits.ts';
import { projectName } from './stack-file.ts';

/** In quotes, so that no YAML reads a reason such as `yes` as anything but a text. */
function quoted(text: string): Scalar {
  const scalar = new Scalar(text);
  scalar.type = 'QUOTE_DOUBLE';
  return scalar;
}

/** Sets the key `hotfix` in the text of a stack's file; comments and order stay. */
export function withWaiver(text: string, project: string, hotfix: Hotfix): string | Fault {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) return { what: error.message.split('\n')[0] ?? 'is not YAML' };
  const config = isMap(document.contents) ? document.get('config') : document.contents;
  if (config === null || config === undefined) document.set('config', document.createNode({}));
  else if (!isMap(config)) return { what: 'has no mapping of config keys', hint: 'write them under config:' };
  const { version, reason, actor } = hotfix;
  document.setIn(
    ['config', `${project}:hotfix`],
    document.createNode({ version: quoted(version), reason: quoted(reason), actor: quoted(actor) }),
  );
  return document.toString({ lineWidth: 0 });
}

/**
 * Writes a hotfix into the config of every stack that would otherwise want it proven elsewhere first.
 *
 * @param root the folder of Pulumi.yaml
 * @throws UserError when there is no such file, or it is not YAML
 */
export function waiverEdits(root: string, { environments }: Pipeline, hotfix: Hotfix): Edits {
  const project = projectName(root);
  const waived = environments.filter(({ promotesFrom }) => promotesFrom !== undefined);
  return new Map(
    waived.map(({ name }): [string, Edit] => [
      `Pulumi.${name}.yaml`,
      (text) => {
        const edited = withWaiver(text, project, hotfix);
        return typeof edited === 'string' ? valid(edited) : invalid(edited);
      },
    ]),
  );
}
