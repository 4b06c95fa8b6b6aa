/** "0 unreconciled movements" is said of a month only when nothing of it can have escaped. */
import { describe, expect, it } from 'vitest';
import { moneyLines } from '../../../alerts/router/digest/moneyText.ts';
import type { ChainFacts } from '../../../treasury/chainFacts.ts';
import { monthMarkdown } from '../../../treasury/report/markdown.ts';
import { monthReport } from '../../../treasury/report/monthReport.ts';
import { askedOf } from '../../../treasury/rowFacts.ts';
import { booksOf, books as clubBooks, facts, lines } from './club.ts';
import { treasury } from './random.ts';
import { april, openChain, openScan, stranger, treasuryOf, wallet } from './scanWorld.ts';

const day = 86_400;

const reported = (chain: ChainFacts, month: string) =>
  monthReport(
    {
      service: 'club',
      treasury: treasuryOf(),
      books: { movements: [], members: [], payees: new Map(), problems: [] },
      facts: chain,
    },
    month,
  );

describe('coins move without a log', () => {
  it('a chain that is read from its first block on is known whole', async () => {
    const genesis = april - 31 * day;
    const chain = openChain(genesis);
    chain.mine(april - day, [{ kind: 'native', from: stranger, to: wallet, units: 7n }]);
    chain.mine(april + day);
    chain.own.final = chain.head().number;
    const scan = openScan([chain.openNode('one').source], treasuryOf({ since: 0 }));
    const read = await scan.facts();
    expect(read.coins).toEqual({ from: genesis, to: april + day });
    expect(read.unreconciled).toMatchObject([{ direction: 'in', address: wallet, units: '7' }]);
    expect(reported(read, '2026-03').unreconciled).toMatchObject({ count: 1, complete: true });
  });

  /** A chain from 20 February on, a block a day and a round each; a payment to the plain wallet on 11 March. */
  const run = async (keeps: number) => {
    const chain = openChain(april - 40 * day);
    const { node, source } = chain.openNode('one');
    node.keeps = keeps;
    const scan = openScan([source]);
    const days = async (count: number, acts: Readonly<Record<number, bigint>> = {}): Promise<void> => {
      for (let left = 1; left <= count; left++) {
        const units = acts[left];
        scan.now = chain.head().timestamp + day;
        chain.mine(scan.now, units === undefined ? [] : [{ kind: 'native', from: stranger, to: wallet, units }]);
        chain.own.final = chain.head().number;
        await scan.round();
      }
    };
    await days(50, { 20: 10n ** 18n });
    return { node, scan, days };
  };

  it('a month is whole only while nodes told of balances', async () => {
    const { scan } = await run(2);
    const { unreconciled } = reported(await scan.facts(), '2026-03');
    expect(unreconciled).toMatchObject({ count: 1, complete: true, coinsFollowed: true });
  });

  it('of nodes that never had the state of a final block, nobody says that nothing is lacking', async () => {
    const { node, scan, days } = await run(-1);
    const text = monthMarkdown(reported(await scan.facts(), '2026-03'));
    expect(text.split('\n')[0]).toMatch(/: not fully checked against the chain$/);
    expect(text).toContain('Balances of native coins are not known for all of it');
    // What is known from April on says nothing of March.
    node.keeps = 2;
    await days(30);
    const later = await scan.facts();
    expect(reported(later, '2026-03')).toMatchObject({ settled: false, unreconciled: { coinsFollowed: false } });
    expect(reported(later, '2026-04').unreconciled).toMatchObject({ coinsFollowed: false });
    await days(31);
    expect(reported(await scan.facts(), '2026-05').unreconciled).toMatchObject({ count: 0, complete: true });
  });
});

describe('coins move while nobody reads', () => {
  it('over the end of a month: they are of neither, and neither is called whole', async () => {
    const chain = openChain(april - 40 * day);
    const { node, source } = chain.openNode('one');
    node.keeps = 2;
    const scan = openScan([source]);
    const days = async (count: number, read = true, units?: bigint): Promise<void> => {
      for (let left = count; left > 0; left--) {
        scan.now = chain.head().timestamp + day / 2;
        const paid = units !== undefined && left === count;
        chain.mine(scan.now, paid ? [{ kind: 'native', from: stranger, to: wallet, units }] : []);
        chain.own.final = chain.head().number;
        if (read) await scan.round();
      }
    };
    await days(79);
    // From noon of 31 March to noon of 2 April, and something came in between.
    await days(3, false, 7n);
    await days(122);
    const facts = await scan.facts();
    expect(facts.unreconciled).toMatchObject([{ units: '7', after: april - day / 2, at: april + 1.5 * day }]);
    for (const month of ['2026-03', '2026-04']) {
      const report = reported(facts, month);
      expect(report).toMatchObject({ settled: false, unreconciled: { count: 0, across: 1, complete: false } });
      const text = monthMarkdown(report);
      expect(text.split('\n')[0]).toMatch(/: not fully checked against the chain$/);
      expect(text).toContain('1 of them is of this month or of one beside it, and not in the figure');
      expect(text).toContain('2026-03-31 to 2026-04-02');
      expect(moneyLines(report)[1]).toMatch(/^⚠️ .*1 payment of this month or of one beside it/);
    }
    expect(reported(facts, '2026-05').unreconciled).toMatchObject({ count: 0, earlier: 1, complete: true });
  });
});

describe('what the chain said is of the rows as they were', () => {
  const asked: ChainFacts = { ...facts, asked: askedOf(clubBooks.movements) };
  const reported = (rows: readonly string[], month = '2026-09') =>
    monthReport({ service: 'club', treasury, books: booksOf(rows), facts: asked }, month);
  const stateOf = (report: ReturnType<typeof reported>, id: string) =>
    report.movements.find((row) => row.id === id)?.state;

  it('a row that was changed since is not confirmed', () => {
    expect(reported(lines)).toMatchObject({ settled: true, states: { verified: 2 } });
    const changed = lines.map((line) => line.replace(/^d1,(.*),1,ETH/, 'd1,$1,99,ETH'));
    const report = reported(changed);
    expect(stateOf(report, 'd1')).toBe('unknown');
    expect(report).toMatchObject({ settled: false, unreconciled: { complete: false } });
    // Other months are as they were.
    expect(reported(changed, '2026-10').settled).toBe(true);
  });

  it('neither is the month of a row that is gone, or was taken back, whole', () => {
    expect(reported(lines.filter((line) => !line.startsWith('d2,')))).toMatchObject({ settled: false });
    const back = 'd2b,2026-10-02,income,dues,bob,1,ETH,,,2026-09,2000,feed,d2,';
    expect(reported([...lines, back])).toMatchObject({ settled: false });
  });
});
