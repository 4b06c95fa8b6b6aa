/** A metric of the catalogue as prom-client wants to hear of it. */
import type { MetricDef } from '../catalogue/define.ts';

export type LabelMap = Record<string, string>;

export const configOf = ({ name, help, labels }: MetricDef) => ({
  name,
  help,
  labelNames: Object.keys(labels),
  // Its own registry would render everything in one go.
  registers: [],
});
