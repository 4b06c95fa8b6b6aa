/** `headwatch report pnl` and `headwatch check` as a user runs them, over books in a real git repository. */
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkBooks } from '../../../cli/check/books.ts';
import { CommandError } from '../../../cli/io.ts';
import { pnlOf } from '../../../cli/report/pnl.ts';
import { loadFleetDraft } from '../../../collector/config/load.ts';
import { kinds } from '../../../exporters/kinds.ts';
import { factsPath } from '../../../treasury/factsFile.ts';
import { monthMarkdown } from '../../../treasury/report/markdown.ts';
import { facts, lines, members } from '../../unit/treasury/club.ts';
import { fileOf } from '../../unit/treasury/random.ts';

const cli = fileURLToPath(new URL('../../../bin/headwatch.mjs', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'headwatch-pnl-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}
const run = (home: string, ...args: readonly string[]): Promise<Ran> =>
  new Promise((resolve) => {
    const env = { ...process.env, HEADWATCH_HOME: home };
    execFile(process.execPath, [cli, ...args], { cwd: home, env }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });

const treasury = `
treasury:
  addresses: [{ name: main, address: "0x${'a1'.repeat(20)}" }]
  tokens:
    LPT: { address: "0x${'b2'.repeat(20)}", decimals: 18 }
    USDC: { address: "0x${'c3'.repeat(20)}", decimals: 6 }
    ODD: { address: "0x${'d4'.repeat(20)}", decimals: 0 }
`;

/** A home; `rows` undefined: nobody has begun books. */
const homeOf = (name: string, rows?: readonly string[]): string => {
  const home = join(root, name);
  const dir = join(home, 'ledger', 'treasury');
  mkdirSync(rows ? dir : home, { recursive: true });
  writeFileSync(join(home, 'fleet.yaml'), `${readFileSync('fleet.minimal.yaml', 'utf8')}${treasury}`);
  if (!rows) return home;
  writeFileSync(join(dir, '2026.csv'), fileOf(rows));
  writeFileSync(join(dir, 'members.yaml'), members);
  mkdirSync(join(home, 'data', 'treasury'), { recursive: true });
  writeFileSync(factsPath(home), JSON.stringify(facts));
  for (const args of [
    ['init', '-q'],
    ['add', 'ledger'],
    ['commit', '-q', '-m', 'books'],
  ])
    execFileSync('git', ['-C', home, '-c', 'user.name=t', '-c', 'user.email=t@localhost', ...args], { stdio: 'pipe' });
  return home;
};

let home = '';
let edited = '';
beforeAll(() => {
  home = homeOf('club', lines);
  edited = homeOf('edited', lines);
  writeFileSync(
    join(edited, 'ledger', 'treasury', '2026.csv'),
    fileOf(lines.map((line) => (line.startsWith('f1,') ? line.replace(',3,', ',4,') : line))),
  );
});

const now = Date.UTC(2026, 10, 22) / 1000;
const fleetOf = (at: string) => loadFleetDraft(join(at, 'fleet.yaml'), { kinds, allowUnset: true }).fleet;
const refusal = (at: string, month: string): string => {
  try {
    pnlOf(fleetOf(at), month, now);
  } catch (error) {
    if (!(error instanceof CommandError) || error.exitCode !== 2) throw error;
    return error.message;
  }
  throw new Error('it was reported');
};

test('as a user runs them: the layout of the page, exit codes, nothing on the output of a refusal', async () => {
  const out = join(root, 'site');
  const pnl = ['report', 'pnl', '--month', '2026-10'];
  const [written, faulty, checked] = await Promise.all([
    run(home, ...pnl, '--out', out),
    run(edited, ...pnl),
    run(home, 'check', '--json'),
  ]);
  expect([written.code, written.out]).toEqual([0, '']);
  const place = join(out, 'pnl', '2026-10');
  expect(readdirSync(place).sort()).toEqual(
    ['README.md', 'balances.csv', 'month.journal', 'movements.csv', 'report.json', 'sums.csv'].sort(),
  );
  const page = readFileSync(join(place, 'README.md'), 'utf8');
  const report = pnlOf(fleetOf(home), '2026-10', now);
  expect(page).toBe(monthMarkdown(report));
  expect(page.split('\n')[0]).toBe('# my-node: income and expense in October 2026: 0 unreconciled movements');
  expect(page).toMatch(/Old rows held against 1 commit \(commit [0-9a-f]{40}\): none was changed\./);
  expect(page).not.toMatch(/bob/i);
  expect(JSON.parse(readFileSync(join(place, 'report.json'), 'utf8'))).toEqual(report);
  expect(readFileSync(join(place, 'movements.csv'), 'utf8')).toMatch(
    /^id,date,kind,category,party,counterparty,amount/,
  );

  expect([faulty.code, faulty.out]).toEqual([2, '']);
  expect(faulty.err).toContain('ledger/treasury/2026.csv:5:1: found row "f1" was changed: amount was "3" and is "4"');

  expect(checked.code).toBe(0);
  // Whose dues are not paid is for a terminal.
  expect(checked.out).not.toMatch(/bob|alice/i);
  expect(JSON.parse(checked.out)).toMatchObject({
    ok: true,
    treasury: { rows: 6, members: 2, historyChecked: true, unreconciled: 0 },
  });
}, 120_000);

test('no zeros for months without books, no report of books that are not fit', () => {
  expect(refusal(home, '2026-07')).toBe('there is no report of 2026-07: the books begin with 2026-08');
  expect(refusal(home, '2999-01')).toBe('there is no report of 2999-01: 2999-01 has not begun yet');
  expect(refusal(homeOf('none'), '2026-10')).toMatch(
    /^there are no books yet: begin .*ledger\/treasury\/2026\.csv with id,/,
  );
  expect(refusal(edited, '2026-10')).toMatch(/f1b reverses "f1"/);
});

test('check: what is wrong as faults, what is only worth knowing as words, and who owes what only when asked', () => {
  const plain = checkBooks(fleetOf(home), { now });
  const words = plain?.summary.words.join('\n') ?? '';
  expect(plain?.faults).toEqual([]);
  expect(words).toContain('Old rows are unchanged over 1 commit.');
  expect(words).toContain('later rows put that right: f1b, f2.');
  expect(words).toContain('18 months of dues not paid in full: whose, --dues says.');
  expect(words).not.toMatch(/bob|alice/i);
  expect(checkBooks(fleetOf(home), { now, dues: true })?.summary.words).toContain('bob owes 1 ETH for 2026-08');
  expect(checkBooks(fleetOf(homeOf('half', lines.slice(0, 4))), { now })?.faults).toMatchObject([
    {
      path: expect.stringMatching(/2026\.csv:5$/),
      found: expect.stringContaining('books that close 2026-09 with 8.99'),
    },
    { found: expect.stringContaining('books that close 2026-10') },
  ]);
});

test('check names rows that the chain pays elsewhere, and prices far from the feed', () => {
  const at = homeOf('doubts', lines);
  const other = `0x${'0b'.repeat(20)}`;
  writeFileSync(join(at, 'ledger', 'treasury', 'payees.yaml'), `hoster: "0x${'0a'.repeat(20)}"\n`);
  const rows = facts.rows.map((row) => (row.id === 'f2' ? { ...row, counterparty: other } : row));
  const price = { currency: 'ETH', price: '1500', source: `chainlink:${other}`, at: Date.UTC(2026, 9, 1, 8) / 1000 };
  writeFileSync(factsPath(at), JSON.stringify({ ...facts, rows, prices: [price] }));
  const checked = checkBooks(fleetOf(at), { now });
  expect(checked?.summary).toMatchObject({ unreconciled: 1 });
  expect(checked?.summary.words).toContain(`Row f2 is not confirmed: it went to someone else (${other}).`);
  expect(checked?.summary.words).not.toContainEqual(expect.stringContaining('payees.yaml'));
  writeFileSync(join(at, 'ledger', 'treasury', 'payees.yaml'), `Hoster: "0x${'0a'.repeat(20)}"\n`);
  expect(checkBooks(fleetOf(at), { now })?.summary.words).toContain(
    'No expense has the party "Hoster" of payees.yaml; rows have "hoster": nothing is held against its address.',
  );
  expect(checked?.summary.words).toContain("The price of row f2 is 33.3 % above the feed's of that day.");
});

test.each(['server-203.0.113.7', '2026-10-node-1-rent', 'db1.rack.example.net'])(
  'the id %s is published by nobody: check and the report refuse it with its place',
  (id) => {
    const at = homeOf(`id-${id}`, [...lines, `${id},2026-10-05,expense,fixed,hoster,9,EUR,,RE-7,,1.1,ECB,,`]);
    const path = 'ledger/treasury/2026.csv:8:1';
    expect(checkBooks(fleetOf(at), { now })?.faults).toEqual([
      {
        path: expect.stringContaining(path),
        found: `"${id}"`,
        expected: expect.stringContaining('an id without an address and without the name of a node'),
      },
    ]);
    expect(refusal(at, '2026-10')).toContain(`${path}: found "${id}", expected an id without an address`);
  },
);
