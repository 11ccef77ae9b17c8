import type { Application } from '../../model/application.ts';
import { parseReference, type Repository } from '../oci/reference.ts';

/**
 * The repository of an application's chart in the registry.
 *
 * @param name the chart's name, by default that of the application's own chart
 */
export const chartRepository = ({ chart }: Application, name = chart.name): Repository =>
  parseReference(`${chart.registry}/${name}`);
