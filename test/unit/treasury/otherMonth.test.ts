/** A payment that was booked under a later month than its own is lacking in its own. */
import { describe, expect, it } from 'vitest';
import type { Movement } from '../../../treasury/model.ts';
import { monthMarkdown } from '../../../treasury/report/markdown.ts';
import { monthReport } from '../../../treasury/report/monthReport.ts';
import { factsOf, hashOf, row, safe, stranger, time, treasury, txOf, wallet } from './chain.ts';

const at = time('2026-10-20T12:00:00Z');
const paid = txOf(1, 500, at, {
  moves: [
    {
      ...{ tx: hashOf(1), log: 1, block: 500, at, direction: 'out', address: safe, counterparty: stranger },
      ...{ currency: 'USDC', token: treasury.tokens.USDC?.address, units: 100n },
    },
  ],
});
const usdc = (id: string, units: bigint, more: Partial<Movement>) =>
  row(id, units, { kind: 'expense', category: 'fixed', ...more, currency: 'USDC' });
const opening = usdc('o', 1000n, { kind: 'income', category: 'own', date: '2026-09-01' });
const late = usdc('e', 100n, { date: '2026-11-02', tx: hashOf(1) });

/** The chain had 1000 at the end of September, and 900 since. */
const reported = (movements: readonly Movement[], month: string) => {
  const ends = { '2026-09': '1000', '2026-10': '900' };
  const balances = Object.entries(ends).flatMap(([each, units]) =>
    [safe, wallet].map((address) => ({
      ...{ month: each, address, currency: 'USDC', block: 1, at: 1 },
      units: address === safe ? units : '0',
    })),
  );
  const facts = { ...factsOf({ txs: [paid], treasury }, movements), balances };
  return monthReport(
    { service: 'club', treasury, books: { movements, members: [], payees: new Map(), problems: [] }, facts },
    month,
  );
};
const usdcOf = (movements: readonly Movement[]) =>
  reported(movements, '2026-10').balances.find(({ currency }) => currency === 'USDC');

describe('a payment of October in a row of November', () => {
  it('is unreconciled in both, and named', () => {
    const october = reported([opening, late], '2026-10');
    expect(october.unreconciled).toMatchObject({ count: 1, mismatches: 0, elsewhere: ['e'] });
    const text = monthMarkdown(october);
    expect(text).toContain('1 unreconciled movement\n');
    expect(text).toContain('1 row of other months has a payment of this one: e.');
    expect(reported([opening, late], '2026-11').unreconciled).toMatchObject({ count: 1, mismatches: 1, elsewhere: [] });
    expect(reported([opening, late], '2026-09').unreconciled).toMatchObject({ count: 0, elsewhere: [] });
  });

  it('does not put October right: it corrects nothing', () => {
    expect(usdcOf([opening, late])).toMatchObject({ verdict: 'does_not_balance', correctedBy: null });
  });

  it('but taken back and booked anew it does', () => {
    const back = usdc('eb', 100n, { date: '2026-11-05', reverses: 'e' });
    const anew = usdc('e2', 100n, { date: '2026-11-05', tx: hashOf(1) });
    const all = [opening, late, back, anew];
    expect(reported(all, '2026-10').unreconciled).toMatchObject({ count: 0, elsewhere: [] });
    expect(usdcOf(all)).toMatchObject({ verdict: 'does_not_balance', correctedBy: ['e2'] });
  });
});
