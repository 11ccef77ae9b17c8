import type { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { type Fault, formatFault } from '../model/errors.ts';

/** Reports faults through the validation of a construct (constructs, `node.addValidation`). */
export const addFaults = (construct: IConstruct, find: () => readonly Fault[]): void =>
  construct.node.addValidation({ validate: () => find().map(formatFault) });

/** The faults that the constructs of a chart report in their validation. */
export const findChartFaults = (chart: Chart): Fault[] =>
  chart.node
    .findAll()
    .flatMap((construct) => construct.node.validate())
    .map((what) => ({ what }));
