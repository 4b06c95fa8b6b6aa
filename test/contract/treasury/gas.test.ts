/** Gas is a term of the month's balance: on a real chain, to the wei. */
import { expect, test } from 'vitest';
import { readBooks, treasuryDir } from '../../../treasury/books.ts';
import { monthReport } from '../../../treasury/report/monthReport.ts';
import { coin, contract, member, open, wallet } from './open.ts';
import { march } from './world.ts';

const start = (month: number): number => Date.UTC(2026, month - 1, 1) / 1000;
const inWei = (text: string | null | undefined): bigint => {
  const [whole = '0', fraction = ''] = (text ?? '').split('.');
  return BigInt(whole) * coin + BigInt(fraction.padEnd(18, '0'));
};
const inCoins = (wei: bigint): string => `${wei / coin}.${String(wei % coin).padStart(18, '0')}`;

test('payments, calls that move nothing and failed calls of a wallet', async () => {
  const { anvil, safe, usdc, treasury, home, exporter } = await open();
  const own = wallet(anvil);
  const held = async (): Promise<bigint> => {
    const texts = await Promise.all([own, safe].map((one) => anvil.ask('eth_getBalance', [one, 'latest'])));
    return texts.reduce<bigint>((sum, text) => sum + BigInt(String(text)), 0n);
  };
  const opening = await held();
  await anvil.mine(1, start(4) - 60);
  await anvil.mine(3, start(4) + 60);
  await exporter.facts();

  const server = await anvil.send({ from: own, to: anvil.accounts[7] ?? '', value: coin / 4n });
  const nothing = await anvil.send({ from: own, to: own });
  // Nobody has so much: it fails, and is paid for.
  const failed = await anvil.run(contract('Token'), usdc, 'transfer', [safe, 10n ** 40n], { from: own });
  const dues = await anvil.send({ from: member(anvil), to: own, value: 3n * coin });
  expect([nothing.status, failed.status]).toEqual(['0x1', '0x0']);
  const gas = [server, nothing, failed].reduce(
    (sum, { gasUsed, effectiveGasPrice }) => sum + BigInt(gasUsed) * BigInt(effectiveGasPrice),
    0n,
  );
  const closing = await held();
  expect(closing).toBe(opening + 3n * coin - coin / 4n - gas);
  await anvil.mine(1, start(5) - 60);
  await anvil.mine(3, start(5) + 60);

  const april = '2026-04-01';
  home.write([
    { id: 'o', date: '2026-03-02', category: 'own', amount: inCoins(opening), currency: 'ETH' },
    { id: 'a', date: april, kind: 'expense', amount: '0.25', currency: 'ETH', tx: server.transactionHash },
    { id: 'b', date: april, amount: '3', currency: 'ETH', tx: dues.transactionHash },
  ]);
  home.setTime(start(5) + 3600);
  const facts = await exporter.facts();
  const config = {
    chain: 'arbitrum-one',
    currency: 'USD',
    fiat: [],
    feeds: {},
    since: undefined,
    dust: {},
    ...treasury,
  };
  const books = readBooks(treasuryDir(home.home), config, march + 70 * 86_400);
  expect(books.problems).toEqual([]);
  const report = monthReport({ service: 'test', treasury: config, books, facts }, '2026-04');
  const eth = report.balances.find(({ currency }) => currency === 'ETH');
  expect(eth).toMatchObject({ in: '3', out: '0.25', difference: '0', verdict: 'balances', final: true });
  expect([eth?.opening, eth?.gas, eth?.closing, eth?.chain].map(inWei)).toEqual([opening, gas, closing, closing]);
  expect(report.unreconciled).toMatchObject({ count: 0, complete: true });
  expect(report.read?.at).toBe(start(5) - 60);
}, 60_000);
