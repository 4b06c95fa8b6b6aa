/** Nothing is measured for nobody: every metric is on a page or in an alert, or says why not. */
import { expect, it } from 'vitest';
import { alertNames, alerts } from '../../../alerts/rules/index.ts';
import { panelGroups } from '../../../alerts/slo/panelRules.ts';
import { recordingGroups } from '../../../alerts/slo/recordRules.ts';
import { metrics } from '../../../collector/catalogue/index.ts';
import { filledIn, panelsOf } from '../../../demo/drill/panels/page.ts';
import { metricNames } from '../../../demo/drill/panels/promql.ts';
import { unshown } from './support/exceptions.ts';
import { fleetNames, fleets, pages } from './support/pages.ts';
import { foreignDefs } from './support/series.ts';

const shown = pages.flatMap(({ json }) => [
  ...panelsOf(json).flatMap(({ targets }) => targets.map(({ expr }) => filledIn(expr))),
  ...json.annotations.list.map(({ expr }) => expr),
]);
const judged = fleetNames.flatMap((name) => [
  // Texts of alerts may read series too.
  ...alertNames.map((alert) => alerts[alert].expr(fleets[name])),
  ...[...recordingGroups(fleets[name]), ...panelGroups(fleets[name])].flatMap((group) =>
    group.rules.map(({ expr }) => expr),
  ),
]);
const used = new Set(
  [...shown, ...judged].flatMap(metricNames).flatMap((name) => [name, name.replace(/_(bucket|count|sum)$/, '')]),
);

it('shows or judges every metric of the catalogue that our own Prometheus has', () => {
  const missing = [...Object.values(metrics), ...foreignDefs]
    .filter(({ lane, name }) => lane !== 'public' && !used.has(name) && !(name in unshown))
    .map(({ name }) => name);
  expect(missing).toEqual([]);
});

it('names no metric as unshown that is shown, and says why of each', () => {
  for (const [name, reason] of Object.entries(unshown)) {
    expect(used).not.toContain(name);
    expect(Object.values(metrics).map((metric): string => metric.name)).toContain(name);
    expect(reason).toMatch(/.{15,}/);
  }
});
