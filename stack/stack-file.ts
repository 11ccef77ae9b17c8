import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Document, isMap, isScalar, parseDocument } from 'yaml';
import type { Checked } from '../model/checked.ts';
import { userError } from '../model/errors.ts';
import { isMissingFile } from '../model/missing-file.ts';
import { type RawConfig, readRawConfig } from './raw-config.ts';

/** The file that holds a stack's config. */
export const stackFileName = (stack: string): string => `Pulumi.${stack}.yaml`;

/** `Pulumi.<stack>.yaml` as it is on disk. */
export interface StackFile {
  /** The folder of Pulumi.yaml. */
  readonly folder: string;
  readonly stack: string;
  /** `Pulumi.demo.yaml` */
  readonly name: string;
  readonly text: string;
  /** The name of the Pulumi project, which is the namespace of its own keys. */
  readonly project: string;
  /** The project's own keys without their namespace. A value that YAML does not read as text is a fault. */
  readonly rawConfig: Checked<RawConfig>;
  /** The text of another namespace's key, such as `kubernetes:context`; undefined for a secret or an object. */
  readonly textOf: (key: string) => string | undefined;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (!isMissingFile(error)) throw error;
    const hint = 'each environment has one: Pulumi.<stack>.yaml';
    throw userError('there is no such file', { where: path, hint });
  }
}

function parseYaml(text: string, path: string): Document {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) throw userError(error.message.split('\n')[0] ?? 'is not YAML', { where: path });
  return document;
}

/**
 * The name of the Pulumi project.
 *
 * @param folder of Pulumi.yaml
 * @throws UserError if the file is missing or not YAML
 */
export function readProjectName(folder: string): string {
  const path = join(folder, 'Pulumi.yaml');
  return String(parseYaml(readText(path), path).get('name'));
}

/**
 * Reads a stack's file.
 *
 * @param folder of Pulumi.yaml
 * @throws UserError if the file is missing or not YAML
 */
export function readStackFile(folder: string, stack: string): StackFile {
  const name = stackFileName(stack);
  const path = join(folder, name);
  const text = readText(path);
  const config = parseYaml(text, path).get('config');
  const project = readProjectName(folder);
  return {
    ...{ folder, stack, name, text, project },
    rawConfig: readRawConfig(isMap(config) ? config.items : [], project, name),
    textOf: (key) => {
      const value = isMap(config) ? config.get(key, true) : undefined;
      return isScalar(value) && typeof value.value === 'string' ? value.value : undefined;
    },
  };
}
