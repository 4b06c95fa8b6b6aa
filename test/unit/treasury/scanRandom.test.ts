/**
 * Random chains, read by one undisturbed reader and by one that is restarted, asked at odd times, given nodes that fail in
 * the middle of ranges, leave logs out, lag and forget, while what is not final is taken back: both say the same, and what
 * they say is what was sent.
 */
import { describe, expect, it } from 'vitest';
import type { ChainFacts } from '../../../treasury/chainFacts.ts';
import { type Act, addressOf, gasPaid, type modelChain } from './modelChain.ts';
import {
  april,
  lpt,
  march as monthBegin,
  openChain,
  openScan,
  safe,
  stranger,
  treasuryOf,
  usdc,
  wallet,
} from './scanWorld.ts';

type Chain = ReturnType<typeof modelChain>;

/** mulberry32: the same numbers for the same seed everywhere. */
const randomOf = (seed: number): ((below: number) => number) => {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
};
type Random = ReturnType<typeof randomOf>;

const spam = addressOf(0xfa);
/** Its end is in the middle. */
const begin = april - 1500;
const treasury = treasuryOf({ tokens: { USDC: { address: usdc, decimals: 6 }, LPT: { address: lpt, decimals: 6 } } });

const ways = [
  [stranger, safe],
  [stranger, wallet],
  [safe, stranger],
  [wallet, stranger],
  [wallet, safe],
] as const;

/** Amounts name the payment: nothing can be lost against something else. */
const randomAct = (random: Random, number: number): Act => {
  const units = 10n ** 6n + BigInt(number);
  const token = random(2) === 0 ? usdc : lpt;
  const [from, to] = ways[random(ways.length)] ?? ways[0];
  const what = random(12);
  if (what === 0) return { kind: 'token', token: spam, from: stranger, to: safe, units };
  if (what === 1) return { kind: 'token', token, from: stranger, to: safe, units: 0n };
  if (what < 7) return { kind: 'token', token, from: from === safe ? wallet : from, to, units };
  return from === safe ? { kind: 'exec', from: stranger, safe, to, units } : { kind: 'native', from, to, units };
};

const funds: readonly Act[] = [safe, wallet].flatMap((to): Act[] => [
  { kind: 'native', from: stranger, to, units: 10n ** 12n },
  { kind: 'token', token: usdc, from: stranger, to, units: 10n ** 12n },
  { kind: 'token', token: lpt, from: stranger, to, units: 10n ** 12n },
]);

const codeOf = (act: Act): string => {
  if (!('token' in act)) return 'ETH';
  return act.token === usdc ? 'USDC' : act.token === lpt ? 'LPT' : '';
};
const partiesOf = (act: Act): readonly [string, string] => {
  if (act.kind === 'exec') return [act.safe, act.to];
  return 'from' in act ? [act.from, act.to] : ['', act.to];
};

/** What the facts must list, by a plain count of what was sent in the blocks that stayed. */
const listOf = (acts: readonly Act[]): readonly string[] =>
  acts
    .filter((act) => codeOf(act) !== '' && act.units > 0n)
    .map((act) => {
      const [from, to] = partiesOf(act);
      const ours = (address: string): boolean => address === safe || address === wallet;
      const way = ours(from) && ours(to) ? 'own' : ours(from) ? 'out' : 'in';
      return `${way} ${act.units} ${codeOf(act)} ${way === 'in' ? to : from}`;
    })
    .sort();

const told = ({ unreconciled }: ChainFacts): readonly string[] =>
  unreconciled.map(({ direction, units, currency, address }) => `${direction} ${units} ${currency} ${address}`).sort();

const tick = (chain: Chain, random: Random): number => chain.head().timestamp + 12 + random(30);

describe('random chains and random misfortune', () => {
  it.each(Array.from({ length: 4 }, (_, index) => index + 1))(
    'change nothing: not one payment is lost, and none is there twice (%i)',
    async (seed) => {
      const random = randomOf(seed);
      const chain = openChain(monthBegin - 60);
      const byBlock = new Map<string, readonly Act[]>();
      const first = chain.mine(begin + 100, funds);
      byBlock.set(first.hash, funds);
      chain.own.final = 1;

      const steady = chain.openNode('steady');
      const calm = openScan([steady.source], treasury);
      const nodes = [chain.openNode('one'), chain.openNode('two')] as const;
      const rough = openScan(
        nodes.map(({ source }) => source),
        treasury,
        { firstSpan: 1 + random(9), restarts: () => random(3) === 0 },
      );
      await calm.facts();
      let count = 0;
      const mine = (): void => {
        const acts = Array.from({ length: random(3) }, () => {
          count += 1;
          return randomAct(random, count);
        });
        byBlock.set(chain.mine(tick(chain, random), acts).hash, acts);
      };
      const misfortune = (node: (typeof nodes)[number]['node']): void => {
        const what = random(6);
        let left = 1 + random(25);
        node.lag = random(4) === 0 ? random(6) : 0;
        node.fault = (method) => {
          if (what === 0 && method === 'eth_getLogs') return { result: [] };
          if (what === 1 && left-- <= 0) return { fails: 'timeout' };
          if (what === 2 && random(9) === 0) return { fails: 'rpc_error' };
          if (what === 3 && method === 'eth_getLogs' && random(2) === 0) return { fails: 'too_large' };
          return undefined;
        };
      };
      for (let turn = 0; turn < 45; turn++) {
        if (random(6) === 0 && chain.head().number > chain.own.final) {
          // Above what is final.
          chain.revertTo(chain.own.final + random(chain.head().number - chain.own.final));
        }
        for (let block = random(4); block >= 0; block--) mine();
        if (random(3) > 0) chain.own.final += random(chain.head().number - chain.own.final + 1);
        rough.now = chain.head().timestamp;
        calm.now = rough.now;
        await calm.round();
        if (random(2) === 0) continue;
        // One of them at a time leaves something out; both may fail.
        misfortune(nodes[0].node);
        nodes[1].node.fault = () => (random(40) === 0 ? { fails: 'timeout' } : undefined);
        await rough.round();
      }
      chain.own.final = chain.head().number;
      for (const { node } of nodes) {
        node.fault = () => undefined;
        node.lag = 0;
      }
      rough.now = chain.head().timestamp;
      calm.now = rough.now;
      const [quiet, facts] = [await calm.facts(), await rough.facts()];

      const kept = chain.blocks.flatMap(({ hash }) => byBlock.get(hash) ?? []);
      expect(told(facts)).toEqual(listOf(kept));
      // Spam that a node leaves out is nobody's loss; it is not counted twice either.
      const { ignored, ignoredCounts } = facts;
      expect(facts).toEqual({ ...quiet, ignored, ignoredCounts });
      const unknown = kept.filter((act) => 'token' in act && act.token === spam).length;
      const nothing = kept.filter(({ units }) => units === 0n).length;
      expect(quiet.ignoredCounts).toEqual({ unknown_token: unknown, zero_amount: nothing, dust: 0 });
      expect(ignoredCounts.unknown_token).toBeLessThanOrEqual(unknown);
      expect(ignoredCounts.zero_amount).toBeLessThanOrEqual(nothing);
      expect([facts.scanned, facts.at]).toEqual([chain.head().number, chain.head().timestamp]);
      // The month that ended in between has all its balances, and its gas to the unit.
      const last = chain.blocks.findLast(({ timestamp }) => timestamp < april);
      const march = facts.balances.filter(({ month }) => month === '2026-03');
      expect(march).toHaveLength(6);
      const coins = march.find(({ address, currency }) => address === wallet && currency === 'ETH');
      expect(coins).toEqual({
        month: '2026-03',
        address: wallet,
        currency: 'ETH',
        units: String(last?.held.get(` ${wallet}`)),
        block: last?.number,
        at: last?.timestamp,
        gasUnits: String(BigInt(last?.nonces.get(wallet) ?? 0) * gasPaid),
      });
    },
    60_000,
  );
});
