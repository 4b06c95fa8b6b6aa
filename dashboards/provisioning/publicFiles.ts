/** What the public Grafana and the Prometheus behind it read, for one fleet. */
import { stringify } from 'yaml';
import type { Fleet } from '../../collector/config/fleet.ts';
import { dashboardFiles } from '../generate.ts';
import { federationConfig } from './federation.ts';
import { publicFleet } from './publicFleet.ts';

const pagesOf = (fleet: Fleet): readonly (readonly [string, string])[] =>
  [...dashboardFiles(fleet)].filter(([path]) => path.startsWith('grafana/dashboards/public/'));

/** Every `expr` of a dashboard's JSON, wherever it is. */
export const exprsIn = (json: string): readonly string[] => {
  const found: string[] = [];
  JSON.parse(json, (key, value: unknown) => {
    if (key === 'expr' && typeof value === 'string') found.push(value);
    return value;
  });
  return found;
};

const header = '# Generated from fleet.yaml by `headwatch generate`. Changes here are lost.\n';

/** Paths relative to `generated/`. The pages replace those that name what only operators may know. */
export const publicFiles = (fleet: Fleet): ReadonlyMap<string, string> => {
  // As our Prometheus knows it: that is what is selected there, before it is renamed on its way.
  const asked = pagesOf(fleet).flatMap(([, json]) => exprsIn(json));
  return new Map([
    ...pagesOf(publicFleet(fleet)),
    ['prometheus-public/prometheus.yml', header + stringify(federationConfig(fleet, asked), { lineWidth: 0 })],
  ]);
};
