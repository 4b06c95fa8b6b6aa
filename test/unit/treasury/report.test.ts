/** What is published: never more than is known, no member who did not agree, and balances held against the chain. */
import { describe, expect, test } from 'vitest';
import { unbalanced } from '../../../treasury/balanceProblems.ts';
import type { ChainFacts } from '../../../treasury/chainFacts.ts';
import { movementsCsv } from '../../../treasury/report/csv.ts';
import { monthJournal } from '../../../treasury/report/journal.ts';
import { monthMarkdown } from '../../../treasury/report/markdown.ts';
import { monthReport } from '../../../treasury/report/monthReport.ts';
import { balances, books, booksOf, facts, hash, lines } from './club.ts';
import { treasury } from './random.ts';

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
  test('a coin of which nobody told how much there was is not nothing, though no row names it', () => {
    const told = report('2026-09', facts);
    expect(told).toMatchObject({ settled: true, worth: '19000.00', unvalued: [] });
    expect(told.balances.map(({ currency }) => currency)).toEqual(['ETH']);
    const known = facts.balances.filter(({ month, currency }) => month !== '2026-09' || currency !== 'LPT');
    const silent = report('2026-09', { ...facts, balances: known });
    expect(silent).toMatchObject({ worth: null, worthAtLeast: '19000.00', unvalued: ['LPT'] });
    expect(silent.balances.find(({ currency }) => currency === 'LPT')).toMatchObject({
      chain: null,
      verdict: 'not_checked',
      why: 'the balance at the end of the month is not known',
    });
    expect(monthMarkdown(silent)).toContain('at least 19000.00 USD (LPT not valued)');
    // Where the chain was not asked at all, the first line says so.
    expect(report('2026-09').balances.map(({ currency }) => currency)).toEqual(['ETH']);
  });

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
  });

  test('a past month that later rows put right is a word and no fault; half of it is one', () => {
    const of = (rows: readonly string[]) =>
      unbalanced({ movements: booksOf(rows).movements, facts, treasury }, '2026-11-22');
    expect(of(lines)).toEqual({
      problems: [],
      words: [
        'The books closed 2026-09 with 8.999999999999999993 ETH, the chain with 9.499999999999999993 ETH; later rows put that right: f1b, f2.',
      ],
    });
    expect(of(lines.slice(0, 4))).toMatchObject({
      problems: [
        { place: { line: 5 }, found: expect.stringContaining('8.99') },
        { found: expect.stringContaining('2026-10') },
      ],
      words: [],
    });
    expect(of(lines.slice(0, 5)).problems).toHaveLength(2);
    // Money that only happens to make up for it puts nothing right.
    const luck = of([...lines.slice(0, 4), `l,2026-10-01,income,other,someone,0.5,ETH,${hash(9)},,,,,,`]);
    expect(luck).toMatchObject({ problems: [{ found: expect.stringContaining('2026-09') }], words: [] });
    expect(monthMarkdown(report('2026-09'))).toContain('the chain has 0.5 more; put right later by f1b, f2');
  });

  test('dust is a term of its own, of its month and of all after it', () => {
    const dust = [
      { month: '2026-08', address: treasury.addresses[0]?.address ?? '', currency: 'ETH', units: '30', count: 2 },
      { month: '2026-09', address: treasury.addresses[0]?.address ?? '', currency: 'ETH', units: '12', count: 3 },
    ];
    const more = { '2026-08': 30n, '2026-09': 42n, '2026-10': 42n };
    const chain = {
      ...facts,
      dust,
      balances: balances.map((one) =>
        one.currency === 'ETH'
          ? { ...one, units: (BigInt(one.units) + (more[one.month as keyof typeof more] ?? 0n)).toString() }
          : one,
      ),
    };
    const own = { ...treasury, dust: { ETH: '0.000000000000000010' } };
    const of = (month: string) => monthReport({ service: 'club', treasury: own, books, facts: chain }, month);
    expect(of('2026-08').balances[0]).toMatchObject({ dust: '0.00000000000000003', verdict: 'balances' });
    expect(of('2026-09').balances[0]).toMatchObject({ opening: '10.00000000000000003', difference: '0.5' });
    expect(of('2026-10').balances[0]).toMatchObject({ verdict: 'balances' });
    expect(of('2026-09').addresses[0]).toMatchObject({ dust: '0.000000000000000012', difference: '0.5' });
    const text = monthMarkdown(of('2026-09'));
    expect(text).toContain('Opening + in + dust − out − gas = closing.');
    expect(text).toContain(
      'Dust, which nobody has to book: 3 incoming payments below 0.000000000000000010 ETH, together 0.000000000000000012 ETH.',
    );
    expect(monthMarkdown(of('2026-10'))).not.toMatch(/dust/i);
    expect(monthJournal(of('2026-09'))).toContain('    income:dust  -0.000000000000000012 ETH');
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
