import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseDocument } from 'yaml';
import { projectName } from '../../charts-synth/stack-file.ts';

/** A team's working copy of the project, in which the play edits what a team would edit. */
export interface Checkout {
  readonly folder: string;
  /** Puts a pin into `Pulumi.<stack>.yaml`: one changed line, which is returned as it was and as it is. */
  readonly setPin: (stack: string, pin: string) => Promise<{ before: string; after: string }>;
  /** Adds keys of the project to `Pulumi.<stack>.yaml`. */
  readonly addConfig: (stack: string, config: Readonly<Record<string, unknown>>) => Promise<void>;
  /** Replaces a text that must be there in a file. */
  readonly edit: (file: string, from: string, to: string) => Promise<void>;
  readonly remove: () => Promise<void>;
}

const project = fileURLToPath(new URL('../..', import.meta.url));
const content = [
  'environments',
  'charts-synth',
  'infra',
  'helm',
  'package.json',
  'Pulumi.yaml',
  'Pulumi.demo.yaml',
  'Pulumi.demo-staging.yaml',
  'cdk8s.yaml',
];

/** Copies the project as it stands, with the dependencies linked, into a temporary folder. */
export async function createCheckout(): Promise<Checkout> {
  const folder = await mkdtemp(join(tmpdir(), 'rehearsal-checkout-'));
  for (const name of content) await cp(join(project, name), join(folder, name), { recursive: true });
  await symlink(join(project, 'node_modules'), join(folder, 'node_modules'));

  const replace = async (file: string, pattern: RegExp | string, to: (before: string) => string) => {
    const path = join(folder, file);
    const text = await readFile(path, 'utf8');
    const before =
      typeof pattern === 'string' ? (text.includes(pattern) ? pattern : undefined) : pattern.exec(text)?.[0];
    if (before === undefined) throw new Error(`${file} has no ${pattern}`);
    const after = to(before);
    await writeFile(
      path,
      text.replace(before, () => after),
    );
    return { before: before.trim(), after: after.trim() };
  };

  return {
    folder,
    setPin: (stack, pin) =>
      replace(`Pulumi.${stack}.yaml`, /^ *\S+:version:.*$/m, (line) =>
        line.replace(/(:version:).*/, (_, key) => `${key} ${pin}`),
      ),
    addConfig: async (stack, config) => {
      const path = join(folder, `Pulumi.${stack}.yaml`);
      const document = parseDocument(await readFile(path, 'utf8'));
      const prefix = projectName(folder);
      for (const [key, value] of Object.entries(config))
        document.setIn(['config', `${prefix}:${key}`], value);
      await writeFile(path, document.toString());
    },
    edit: async (file, from, to) => {
      await replace(file, from, () => to);
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
