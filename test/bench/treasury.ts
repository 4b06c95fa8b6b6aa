/**
 * A thousand movements of a treasury on a real anvil, through the real exporter and the real report: of a Safe, and of a
 * plain wallet that pays gas, sends native coins, gets some through a contract, and fails now and then. The exporter reads
 * along, a new process each time. First with books that are right: opening + in − out − gas of every month must be what a
 * plain list of what was sent and the receipts add up to, and what the chain holds, to the wei. Then rows are left out and
 * others tampered with: each must be found, and nothing else. The list shares no code with the report.
 */
import { randomFrom } from '../../demo/sim/random.ts';
import { finalDepth, startAnvil } from '../support/anvil.ts';
import { compileContracts } from '../support/contracts.ts';
import { openChain } from './treasury/chain.ts';
import { begin, type Coin, coins, dayOf, end, type Line, type Sent, type Way } from './treasury/coins.ts';
import { openReader } from './treasury/reader.ts';
import { tamperAndCount } from './treasury/tamper.ts';
import { gasByMonth, reportErrors } from './treasury/truth.ts';

const movements = 1000;
const perBlock = 4;
/** Blocks after which the exporter reads on. */
const readEvery = 6;
const ways: readonly Way[] = ['in', 'in', 'in', 'in', 'in', 'out', 'out', 'out', 'own'];

export const run = async (say: (line: string) => void) => {
  const random = randomFrom(8);
  const whole = (below: number): number => Math.floor(random() * below);
  const anvil = await startAnvil(begin - 86_400);
  let reader: ReturnType<typeof openReader> | undefined;
  try {
    const chain = await openChain(anvil, compileContracts());
    const first = await anvil.head();
    const had = BigInt(String(await anvil.ask('eth_getBalance', [chain.own.wallet, 'latest'])));
    const token = 2n * 10n ** 30n;
    const opening: Record<Coin, bigint> = { USDC: token, LPT: token, ODD: token, ETH: 10n ** 21n + had };
    await anvil.mine(finalDepth, begin - 3600);
    reader = openReader(anvil, chain, first + 1);
    reader.open(opening);
    let clock = begin;
    await reader.round(clock);

    const sent: Sent[] = [];
    const spam: string[] = [];
    const poison: string[] = [];
    const elsewhere: string[] = [];
    const failed: string[] = [];
    for (let block = 0; block < movements / perBlock; block += 1) {
      const at = begin + Math.floor(((block + random()) * (end - begin - 3600) * perBlock) / movements);
      for (let index = 0; index < perBlock; index += 1) {
        const way = ways[whole(ways.length)] ?? 'in';
        const coin = coins[whole(coins.length)] ?? 'USDC';
        const place = random() < 0.5 ? 'safe' : 'wallet';
        const units = BigInt(1 + whole(2 ** 31)) * (coin === 'ETH' ? 10n ** 6n : 1n) + BigInt(whole(1000));
        sent.push({ tx: await chain.move(way, place, coin, units), at, way, coin, units, inside: false });
      }
      if (block % 5 === 1) {
        // One a block: of two nobody could tell which row is which.
        const units = 10n ** 15n + BigInt(whole(2 ** 31));
        sent.push({ tx: await chain.inside(units), at, way: 'in', coin: 'ETH', units, inside: true });
      }
      if (block % 7 === 2) await chain.idle(block % 2 === 0);
      if (block % 20 === 3) {
        spam.push(await chain.spam(BigInt(1 + whole(10 ** 9))));
        poison.push(await chain.poison());
        elsewhere.push(await chain.elsewhere(5_000_000n));
        failed.push(await chain.failing());
      }
      await anvil.mine(1, at);
      clock = at + 60;
      // As it does each minute; state that old is hardly ever there later.
      if (block % readEvery === 0) await reader.round(clock);
    }
    await reader.round(clock);
    await anvil.mine(finalDepth + 2, end);
    clock = end + 86_400;
    const gas = await gasByMonth(anvil, chain.own.wallet, await anvil.head());
    say(`${sent.length} movements in ${(await anvil.head()) - first} blocks`);

    const honest = sent.map(({ tx, way, coin, units, at }, index): Line => {
      const id = `m${String(index).padStart(4, '0')}`;
      return { id, way, coin, units, tx, day: dayOf(at) };
    });
    reader.write(honest);
    const begun = performance.now();
    const facts = await reader.read(clock);
    say(`read and held against the books in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
    const doubted = facts.rows.filter(({ state }) => state !== 'verified' && state !== 'none');
    if (facts.unreconciled.length + facts.heldBack.length + doubted.length > 0)
      throw new Error(
        `honest books are not called honest: ${JSON.stringify([facts.unreconciled[0], facts.heldBack[0], doubted[0]])}`,
      );
    const error = reportErrors(facts, reader.treasury, reader.home, { sent, opening, gas });

    const { rows, ...counted } = await tamperAndCount(
      reader,
      clock,
      sent,
      honest,
      { spam, poison, elsewhere, failed },
      random,
    );
    return { rows: rows + coins.length, ...counted, balance_error_base_units: String(error) };
  } finally {
    await reader?.close();
    await anvil.stop();
  }
};
