/** What the chain confirms is unknown as soon as the last block that was read is old, whoever still asks the nodes. */
import { expect, test } from 'vitest';
import { treasuryMetrics } from '../../../collector/catalogue/treasury.ts';
import { build } from '../../../dashboards/definitions/transparency.ts';
import type { Panel, Profile } from '../../../dashboards/kit/model.ts';
import { fullFleet } from './support/fleets.ts';

const asked = (profile: Profile): readonly (readonly [title: string, expr: string])[] =>
  (build(profile, fullFleet())?.rows ?? [])
    .flatMap(({ panels }): readonly Panel[] => panels)
    .flatMap((panel) => {
      const list = 'columns' in panel ? panel.columns : 'queries' in panel ? panel.queries : [];
      return list.map(({ expr }) => [panel.title, expr] as const);
    });

/** Said of the chain as of the last block; all but how old that block is. */
const ofTheChain = [
  treasuryMetrics.treasuryUnreconciled,
  treasuryMetrics.treasuryUnreconciledValue,
  treasuryMetrics.treasuryUnreconciledSince,
  treasuryMetrics.treasuryHeldBack,
  treasuryMetrics.treasuryRows,
  treasuryMetrics.treasuryBalance,
  treasuryMetrics.treasuryBalanceValue,
  treasuryMetrics.treasuryUnvalued,
  treasuryMetrics.treasuryRunway,
  treasuryMetrics.treasuryIgnored,
].map(({ name }) => name);

test.each(['operator', 'public'] as const)('%s', (profile) => {
  const reads = (expr: string, name: string): boolean => new RegExp(`${name}\\b(?!_)`).test(expr);
  const queries = asked(profile);
  for (const name of ofTheChain) {
    const found = queries.filter(([, expr]) => reads(expr, name));
    expect(found.length, name).toBeGreaterThan(0);
    for (const [title, expr] of found)
      expect(expr, title).toContain(`time() - max(${treasuryMetrics.treasuryScanTime.name}) <`);
  }
});
