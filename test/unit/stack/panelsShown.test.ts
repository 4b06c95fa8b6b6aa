/** What the pages owe for each fault, and how it is told from what they show. */
import { describe, expect, it } from 'vitest';
import type { Cell } from '../../../demo/drill/panels/cells.ts';
import { judgePanels } from '../../../demo/drill/panels/judge.ts';
import { actionsOf, expectedOf, pagesOwe } from '../../../demo/drill/panels/owed/index.ts';
import type { Expected } from '../../../demo/drill/panels/owed/owed.ts';
import { type FaultName, faults } from '../../../demo/faults/index.ts';
import { exampleFleet } from '../dashboards/support/fleets.ts';

const fleet = exampleFleet();
// The keys of a literal.
const names = Object.keys(faults) as FaultName[];

const cell = (more: Partial<Cell>): Cell => ({
  where: `${more.profile ?? 'operator'} | ${more.panel ?? 'Nodes'}`,
  panel: 'Nodes',
  profile: 'operator',
  text: '✔ OK',
  color: 'green',
  stateful: true,
  value: 1,
  row: {},
  reads: [{ series: 'headwatch_node_verdict', labels: { target: 'arb-eu' } }],
  ...more,
});
const both = (more: Partial<Cell>): readonly Cell[] => [cell(more), cell({ ...more, profile: 'public' })];
const owed: Expected = { name: 'a node is down', about: { labels: { target: 'arb-eu' } }, says: '✖' };
const well = both({});
const bad = both({ text: '✖ UNREACHABLE', color: 'red' });

describe('what is owed', () => {
  it('is shown for every fault but the few that nothing is wrong in', () => {
    const silent = names.filter((name) => 'nothing' in pagesOwe[name]);
    expect(silent.every((name) => faults[name].owes.cards === 0)).toBe(true);
    expect(names.filter((name) => expectedOf(name, fleet).length === 0)).toEqual(silent);
  });

  it('moves with the fault to another target', () => {
    expect(actionsOf('node-logs-lost', 'arb-ap')).toEqual([
      { target: 'pool:arb-ap', mode: 'drain' },
      { target: 'arb-ap', mode: 'logs_clamped' },
    ]);
    expect(JSON.stringify(expectedOf('node-down', fleet, 'arb-ap'))).not.toContain('arb-eu');
  });
});

describe('the judge', () => {
  it('is content with the failed state in both profiles, and nothing that looks well', () => {
    expect(judgePanels(bad, well, owed)).toEqual([]);
  });

  it('names a cell that stays green, unless it may, and a profile that is not told', () => {
    const [told, stays] = [bad[0] ?? cell({}), cell({ panel: 'Peers' })];
    expect(judgePanels([...bad, stays], well, owed)).toEqual(['a node is down: operator | Peers: ✔ OK']);
    expect(judgePanels([...bad, stays], well, { ...owed, may: { Peers: 'asked seldom' } })).toEqual([]);
    expect(judgePanels([told], well, owed)).toEqual(['a node is down: no panel for public shows ✖: ']);
    expect(judgePanels([told], well, { ...owed, private: true })).toEqual([]);
  });

  it('does not take what was shown before for what is shown now', () => {
    expect(judgePanels(bad, bad, owed)).toHaveLength(2);
  });

  it('reads a figure by its limit, and one without a limit by its value', () => {
    const figure = both({ stateful: false, text: '7', color: 'red', value: 7 });
    expect(judgePanels(figure, well, { ...owed, says: '7' })).toHaveLength(2);
    const { name, about } = owed;
    expect(judgePanels(figure, well, { name, about, colors: ['red'] })).toEqual([]);
    expect(judgePanels(figure, well, { name, about, above: 6 })).toEqual([]);
    expect(judgePanels(figure, well, { name, about, above: 7 })).toHaveLength(2);
    expect(judgePanels(both({ ...figure[0], value: undefined }), well, { name, about, above: 6 })).not.toEqual([]);
  });
});
