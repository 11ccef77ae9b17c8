import { ApiObject, type Chart } from 'cdk8s';
import type { Environment } from '../model/environment.ts';
import type { Fault } from '../model/errors.ts';
import { patchAnnotation } from './patch-annotation.ts';

/** The objects of a chart, including those inside of constructs. */
export const objectsOf = (chart: Chart): ApiObject[] =>
  chart.node.findAll().filter((construct) => construct instanceof ApiObject);

/** Whether the stack applies only some keys of the object. */
export const isPatch = ({ metadata }: ApiObject): boolean =>
  patchAnnotation in (metadata.toJson()?.annotations ?? {});

/** Finds the entries of `adopt` that are not objects of the environment's chart. */
export function adoptionFaults(chart: Chart, { name, adopt }: Environment): Fault[] {
  if (adopt.length === 0) return [];
  const own = objectsOf(chart).filter((object) => !isPatch(object));
  const names = [...own.map(({ kind, metadata }) => `${kind}/${metadata.name}`), 'githubEnvironment'];
  const unknown = adopt.filter((entry) => !names.includes(entry));
  if (unknown.length === 0) return [];
  return [
    {
      where: `environments.${name}.adopt`,
      what: `there is no ${unknown.join(', ')} in this environment`,
      hint: `it has ${names.join(', ')}`,
    },
  ];
}
