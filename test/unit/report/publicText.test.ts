/** Nothing of fleet.yaml but aliases and regions gets into a report, whatever people or evidence say. */
import { describe, expect, test } from 'vitest';
import { buildReport } from '../../../alerts/ledger/report/buildReport.ts';
import { figuresCsv, intervalsCsv } from '../../../alerts/ledger/report/csv.ts';
import { reportMarkdown } from '../../../alerts/ledger/report/markdown.ts';
import { isPublicWord, publicText } from '../../../alerts/ledger/report/publicText.ts';
import { Secret } from '../../../collector/config/secret.ts';
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
    ['server_203.0.113.7_x, ip:203.0.113.7', 'server_[address]_x, ip:[address]'],
    ['at 2a01:4f8:10a::2: down, then [2A01:4f8::1]:8547.', 'at [address]: down, then [address].'],
    ['2001:0db8:85a3:0000:0000:8a2e:0370:7334/64, 2001:db8::203.0.113.7', '[address]/64, [address]'],
    ['via fe80::1%eth0 and fd00::7', 'via [address] and [address]'],
    ['mail ops@rack.example or see rack.example:8547', 'mail [address] or see [address]'],
  ])('%j reads %j', (typed, read) => {
    expect(publicText(fleet, typed)).toBe(read);
  });

  test.each([
    'from 03:12:05 to 12:30, 2026-10-06T03:12:05Z',
    'shares of 1:2 and 10:20:30',
    'a::b, std::vec and dead::beef',
    'v1.2, v1.2.3, e.g. fleet.yaml',
    '2026.09.rent',
    'commit 2f3a: twice',
  ])('%j is no address', (typed) => {
    expect(publicText(fleet, typed)).toBe(typed);
  });

  test('hosts of two labels are hidden where fleet.yaml has them', () => {
    const [node] = fleet.nodes;
    if (!node) throw new Error('no node');
    const endpoint = { ...node.endpoint, url: new Secret('https://origin.example/key') };
    const ours = { ...fleet, nodes: [{ ...node, endpoint }] };
    expect(publicText(ours, 'origin.example is not other.example')).toBe('[address] is not other.example');
  });
});

describe('a word that is published as it is', () => {
  test.each(['203.0.113.7', 'server-203.0.113.7', 'db1.rack.example.net', 'arb-eu', 'rent-ARB-EU-10', '2026_arb-eu'])(
    '%s is not fit',
    (word) => {
      expect(isPublicWord(fleet, word)).toBe(false);
    },
  );
  test.each(['2026-10-server', '2026.10.rent', '2026-10-eth-swap', 'eu-rent', 'arb-europe', '2026-10-05-1.2.3'])(
    '%s is',
    (word) => {
      expect(isPublicWord(fleet, word)).toBe(true);
    },
  );
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
