import { InvalidArgumentError } from 'commander';
import { isTag } from '../../oci/reference.ts';

/** @throws InvalidArgumentError for a text that is not a valid tag */
export function parseTag(text: string): string {
  if (!isTag(text)) throw new InvalidArgumentError('It is not a tag.');
  return text;
}
