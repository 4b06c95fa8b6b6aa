/** What a series on a dashboard may be: of the catalogue, recorded, a machine's, or Prometheus' own. */
import { panelRecordings } from '../../../../alerts/slo/panelRecordings.ts';
import { recordings } from '../../../../alerts/slo/recordings.ts';
import type { MetricDef, MetricType } from '../../../../collector/catalogue/define.ts';
import * as foreign from '../../../../collector/catalogue/foreign.ts';
import { metrics } from '../../../../collector/catalogue/index.ts';

export interface Series {
  readonly counts: boolean;
  readonly labels: readonly string[];
}

const counting: readonly MetricType[] = ['counter', 'histogram'];

const namesOf = (def: MetricDef): readonly string[] =>
  def.type === 'histogram' ? ['_bucket', '_count', '_sum'].map((end) => def.name + end) : [def.name];

/** Series that others make and the catalogue names. */
export const foreignDefs: readonly MetricDef[] = Object.values(foreign).flatMap((defs) =>
  Object.values<MetricDef>(defs),
);

/** Made by Prometheus itself for each scrape and each alert. */
const own = {
  up: [],
  scrape_duration_seconds: [],
  scrape_samples_scraped: [],
  ALERTS: ['alertname', 'alertstate', 'severity', 'page_class', 'scope', 'region', 'target', 'chain'],
};

/** Labels that come with the scrape. */
const scraped = ['instance', 'job', 'lane', '__name__'];

export const known: ReadonlyMap<string, Series> = new Map<string, Series>([
  ...[...Object.values(metrics), ...foreignDefs].flatMap((def: MetricDef) =>
    namesOf(def).map((name): [string, Series] => [
      name,
      { counts: counting.includes(def.type), labels: [...Object.keys(def.labels), 'le', ...scraped] },
    ]),
  ),
  ...Object.entries(own).map(([name, labels]): [string, Series] => [
    name,
    { counts: false, labels: [...labels, ...scraped] },
  ]),
  ...[...recordings, ...panelRecordings].map(({ record, labels }): [string, Series] => [
    record,
    { counts: false, labels: [...Object.keys(labels), ...scraped] },
  ]),
]);
