/** Nothing of fleet.yaml but aliases and regions gets into a report, whatever people or evidence say. */
import { describe, expect, test } from 'vitest';
import { buildReport } from '../../../alerts/ledger/report/buildReport.ts';
import { figuresCsv, intervalsCsv } from '../../../alerts/ledger/report/csv.ts';
import { reportMarkdown } from '../../../alerts/ledger/report/markdown.ts';
import { publicText } from '../../../alerts/ledger/report/publicText.ts';
import { at, eventful, incidents, interval } from '../../golden/report/months.ts';
import { fleetOf, planted } from '../../rules/support/fleets.ts';

const fleet = fleetOf('example');

describe('a text that a person typed', () => {
  test.each([
    ['reboot of arb-eu', 'reboot of Node EU'],
    ['ARB-EU and arb-us, then eth.', 'Node EU and Node US, then Ethereum RPC.'],
    ['arb-eu-2 is another name', 'arb-eu-2 is another name'],
    ['arb-ref-1 agreed', 'a reference agreed'],
    ['members in eu and us', 'members in eu and us'],
    ['moved 10.8.0.11:8547 to wss://node.example/KEY?x=1 now', 'moved [address] to [address] now'],
    ['see db1.rack.example.net', 'see [address]'],
    ['two\nlines\u202e and\ttabs', 'two lines and tabs'],
  ])('%j reads %j', (typed, read) => {
    expect(publicText(fleet, typed)).toBe(read);
  });
});

test('no name, address or secret of the fleet is in any form of the report', () => {
  const names = [...fleet.nodes, ...fleet.references].map(({ name }) => name);
  const everyName = names.join(' ');
  const loud = interval({
    region: 'eu',
    state: 'bad',
    from: at(5),
    to: at(5, 0, 1),
    cause: 'own_node',
    evidence: {
      nodes: Object.fromEntries(names.map((name) => [name, { verdict: 'stalled', seconds: 3 }])),
      otherRegions: { 'rack-7': 4, us: 1 },
      chain: 'planted-chain-verdict',
    },
    reclassified: [
      {
        cause: 'edge',
        author: everyName,
        reason: `${everyName} ${planted.map((x) => `https://x/${x}`).join(' ')}`,
        at: at(6),
      },
    ],
  });
  const report = buildReport(fleet, [{ ...eventful, intervals: [...eventful.intervals, loud] }], {
    list: incidents,
    missing: null,
  });
  const all = [reportMarkdown(report), JSON.stringify(report), figuresCsv(report), intervalsCsv(report)].join('\n');
  for (const name of [...names, 'rack-7', '10.8.0.', '203.0.113.7', 'rack.us', 'planted', ...planted])
    expect(all.toLowerCase()).not.toContain(name);
});

test('what people type cannot break the table, mark up, or call anyone', () => {
  const wild = interval({
    region: 'eu',
    state: 'bad',
    from: at(5),
    to: at(5, 0, 1),
    cause: 'edge',
    reclassified: [{ cause: 'client', author: '=cmd()', reason: '@everyone | <b>x</b> [y](z) `c`\n# h', at: at(6) }],
  });
  const report = buildReport(fleet, [{ ...eventful, intervals: [wild] }], { list: [], missing: null });
  const row = reportMarkdown(report)
    .split('\n')
    .find((line) => line.includes('everyone'));
  expect(row).toContain('&#64;everyone \\| \\<b\\>x\\</b\\> \\[y\\](z) \\`c\\` \\# h');
  expect(row?.replaceAll('\\|', '').split('|')).toHaveLength(8);
  expect(intervalsCsv(report)).toContain('2026-10-06T00:00:00Z =cmd()');
});
