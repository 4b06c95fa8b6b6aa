/** What is published: never more than is known, no member who did not agree, and balances held against the chain. */
import { describe, expect, test } from 'vitest';
import { balanceProblems } from '../../../treasury/balanceProblems.ts';
import { parseBooks } from '../../../treasury/books.ts';
import type { ChainFacts, MonthBalance } from '../../../treasury/chainFacts.ts';
import { movementsCsv } from '../../../treasury/report/csv.ts';
import { monthJournal } from '../../../treasury/report/journal.ts';
import { monthMarkdown } from '../../../treasury/report/markdown.ts';
import { monthReport } from '../../../treasury/report/monthReport.ts';
import { fileOf, treasury } from './random.ts';

const hash = (end: number): string => `0x${String(end).padStart(64, '0')}`;
const members =
  '- {alias: alice, plan: basic, since: 2026-01-01, dues: 1 ETH, public: true}\n- {alias: bob, plan: basic, since: 2026-01-01, dues: 1 ETH}\n';
const books = parseBooks(
  {
    '2026.csv': fileOf([
      `o,2026-08-01,income,own,before,10,ETH,,opening,,,,,`,
      `d1,2026-09-02,income,dues,alice,1,ETH,${hash(1)},,,2000.5,feed,,`,
      `d2,2026-09-03,income,dues,bob,1,ETH,${hash(2)},,,2000,feed,,"from Bob, and | a <b>"`,
      `f1,2026-09-04,expense,fixed,hoster,3,ETH,${hash(3)},,,2000,feed,,`,
      `f1b,2026-10-01,expense,fixed,hoster,3,ETH,,,2026-09,2000,feed,f1,`,
      `f2,2026-10-01,expense,fixed,hoster,2.5,ETH,${hash(3)},,2026-09,2000,feed,,`,
    ]),
    'members.yaml': members,
  },
  treasury,
  '2026-11-22',
);
const eth = 10n ** 18n;
const ends: Readonly<Record<string, bigint>> = {
  '2026-08': 10n * eth,
  '2026-09': (95n * eth) / 10n - 7n,
  '2026-10': (95n * eth) / 10n - 7n,
};
const balances = Object.entries(ends).flatMap(([month, units]): readonly MonthBalance[] => [
  {
    month,
    address: treasury.addresses[0]?.address ?? '',
    currency: 'ETH',
    units: units.toString(),
    block: 1,
    at: 1,
    gasUnits: month === '2026-09' ? '7' : '0',
  },
  ...['LPT', 'USDC', 'ODD'].map((currency) => ({
    month,
    address: treasury.addresses[0]?.address ?? '',
    currency,
    units: '0',
    block: 1,
    at: 1,
  })),
]);
const facts: ChainFacts = {
  scanned: 99,
  since: 1,
  sinceAt: Date.UTC(2026, 6) / 1000,
  at: Date.UTC(2026, 10, 3) / 1000,
  askedAt: Date.UTC(2026, 10, 3) / 1000,
  rows: ['d1', 'd2', 'f2'].map((id) => ({ id, state: 'verified' as const })),
  unreconciled: [],
  heldBack: [],
  dust: [],
  ignored: [],
  ignoredCounts: { unknown_token: 3, zero_amount: 2, dust: 0 },
  balances,
  latest: [],
  prices: [],
  warnings: [],
};
const report = (month: string, chain: ChainFacts | undefined = facts) =>
  monthReport({ service: 'club', treasury, books, facts: chain }, month);
const title = (month: string, chain?: ChainFacts): string =>
  monthMarkdown(monthReport({ service: 'club', treasury, books, facts: chain }, month)).split('\n')[0] ?? '';

describe('the first line', () => {
  test('says the number only when everything was told', () => {
    expect(books.problems).toEqual([]);
    expect(title('2026-09')).toBe('# club: income and expense in September 2026: not checked against the chain');
    expect(title('2026-09', facts)).toMatch(/: 0 unreconciled movements$/);
    expect(title('2026-09', { ...facts, rows: [] })).toMatch(/: not fully checked against the chain$/);
    expect(title('2026-09', { ...facts, at: Date.UTC(2026, 8, 20) / 1000 })).toMatch(/: not fully checked/);
    expect(title('2026-09', { ...facts, sinceAt: Date.UTC(2026, 8, 2) / 1000 })).toMatch(/: not fully checked/);
  });

  test('counts payments that the books lack and rows that the chain does not confirm', () => {
    const at = Date.UTC(2026, 8, 9) / 1000;
    const unreconciled = [
      {
        tx: hash(8),
        log: 0,
        direction: 'in' as const,
        address: treasury.addresses[0]?.address ?? '',
        currency: 'USDC',
        units: '5000001',
        block: 5,
        at,
      },
    ];
    const rows = [
      { id: 'd1', state: 'mismatch' as const, why: 'wrong_amount' as const, found: '0.5 ETH' },
      { id: 'd2', state: 'verified' as const },
    ];
    expect(title('2026-09', { ...facts, unreconciled })).toMatch(/: 1 unreconciled movement$/);
    expect(title('2026-09', { ...facts, unreconciled, rows })).toMatch(/: 2 unreconciled movements$/);
    expect(title('2026-09', { ...facts, unreconciled, rows: rows.slice(0, 1) })).toMatch(/: at least 2 unreconciled/);
    const text = monthMarkdown(report('2026-09', { ...facts, unreconciled, rows }));
    expect(text).toContain('| 2026-09-09 | came | main | not known |');
    expect(text).toContain('5.000001 USDC');
    expect(text).toContain('**not confirmed**: it moved another amount (0.5 ETH)');
    expect(monthMarkdown(report('2026-10', { ...facts, unreconciled }))).toContain(
      '1 payment of earlier months is still unreconciled',
    );
  });
});

describe('balances', () => {
  test('opening + in − out − gas, and a correction of a later month comes out even', () => {
    const [september] = report('2026-09').balances;
    expect(september).toMatchObject({
      opening: '10',
      in: '2',
      out: '3',
      gas: '0.000000000000000007',
      closing: '8.999999999999999993',
      chain: '9.499999999999999993',
      difference: '0.5',
      verdict: 'does_not_balance',
    });
    expect(report('2026-10').balances[0]).toMatchObject({ out: '-0.5', difference: '0', verdict: 'balances' });
    expect(report('2026-10').addresses[0]).toMatchObject({
      name: 'main',
      currency: 'ETH',
      gas: '0',
      difference: '-0.5',
    });
    expect(balanceProblems({ movements: books.movements, facts, treasury }, '2026-11-22')).toEqual([
      expect.objectContaining({ place: expect.objectContaining({ line: 5 }), found: expect.stringContaining('8.99') }),
    ]);
  });

  test('one base unit too much is found', () => {
    const more = {
      ...facts,
      balances: balances.map((one) =>
        one.month === '2026-10' && one.currency === 'ETH'
          ? { ...one, units: (BigInt(one.units) + 1n).toString() }
          : one,
      ),
    };
    expect(report('2026-10', more).balances[0]).toMatchObject({
      difference: '0.000000000000000001',
      verdict: 'does_not_balance',
    });
  });

  test('where gas or the balance is not known nothing is called right or wrong', () => {
    expect(report('2026-10', { ...facts, balances: [] }).balances[0]).toMatchObject({
      verdict: 'not_checked',
      gas: null,
    });
    const late = { ...facts, balances: balances.filter(({ month }) => month >= '2026-09') };
    expect(report('2026-09', late).balances[0]).toMatchObject({ verdict: 'not_checked', why: 'gas is not known' });
    // From then on the opening begins with what the chain had.
    expect(report('2026-10', late).balances[0]).toMatchObject({ anchor: '2026-09', opening: '9.499999999999999993' });
  });
});

test('members who did not agree are nowhere', () => {
  const all = report('2026-09');
  for (const text of [monthMarkdown(all), movementsCsv(all), monthJournal(all), JSON.stringify(all)]) {
    expect(text).not.toMatch(/bob/i);
    expect(text).toContain('alice');
  }
  expect(all.members).toEqual({ count: 2, named: ['alice'] });
  expect(monthMarkdown(all)).toContain('from a member, and \\| a \\<b\\>');
});

test('values, cost and runway are exact, and missing where a price is', () => {
  expect(report('2026-09')).toMatchObject({
    totals: { income: '4000.50', expense: '6000.00', result: '-1999.50', unpriced: 0 },
    costPerMember: '3000.00',
    worth: '19000.00',
    runwayMonths: '6.3',
  });
  expect(report('2026-08')).toMatchObject({ worth: null, runwayMonths: null });
});

/** What hledger would refuse: a transaction that does not come out at nothing, a balance that is not as asserted. */
test('the journal balances', () => {
  for (const month of ['2026-09', '2026-10']) {
    let held = 0;
    const scaled = (text: string): number => Math.round(Number(text) * 1e9);
    let asserted = 0;
    for (const entry of monthJournal(report(month))
      .split('\n\n')
      .filter((block) => /^\d{4}-/.test(block))) {
      let sum = 0;
      for (const line of entry.split('\n').slice(1)) {
        const [, account, amount = '', , assertion] =
          /^ {4}(\S+) {2}(\S+) ([A-Z]+)(?: = (\S+) [A-Z]+)?$/.exec(line) ?? [];
        sum += scaled(amount);
        if (account === 'assets:treasury') held += scaled(amount);
        if (assertion !== undefined) {
          expect(held).toBe(scaled(assertion));
          asserted += 1;
        }
      }
      expect(sum).toBe(0);
    }
    expect(asserted).toBe(1);
  }
});
