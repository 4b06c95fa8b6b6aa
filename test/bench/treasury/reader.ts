/** The exporter over a home of its own: a new process each time, so that what it knows is what it has kept. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FleetTreasury } from '../../../collector/config/fleetTreasury.ts';
import { Secret } from '../../../collector/config/secret.ts';
import { silentLog } from '../../../collector/log.ts';
import { knownChains } from '../../../collector/policy/chains.ts';
import { createAsker } from '../../../collector/probe/asker.ts';
import { createRegistry } from '../../../collector/registry/registry.ts';
import { createPool } from '../../../collector/rpc/pool.ts';
import { createTreasury } from '../../../exporters/treasury/index.ts';
import { treasuryDir } from '../../../treasury/books.ts';
import type { ChainFacts } from '../../../treasury/chainFacts.ts';
import { ledgerHeader } from '../../../treasury/ledgerLines.ts';
import { type Anvil, finalDepth } from '../../support/anvil.ts';
import { type Coin, coins, decimals, inCoins, type Line, lineText } from './coins.ts';

interface Addresses {
  readonly own: { readonly safe: string; readonly wallet: string };
  readonly token: Readonly<Record<'USDC' | 'LPT' | 'ODD', string>>;
}

const configOf = (chain: Addresses, since: number): FleetTreasury => ({
  chain: 'arbitrum-one',
  currency: 'USD',
  fiat: [],
  addresses: [
    { name: 'safe', address: chain.own.safe, kind: 'safe' },
    { name: 'wallet', address: chain.own.wallet, kind: 'wallet' },
  ],
  tokens: {
    USDC: { address: chain.token.USDC, decimals: decimals.USDC },
    LPT: { address: chain.token.LPT, decimals: decimals.LPT },
    ODD: { address: chain.token.ODD, decimals: decimals.ODD },
  },
  feeds: {},
  since,
  dust: {},
});

/** @param since first block that is read */
export const openReader = (anvil: Anvil, chain: Addresses, since: number) => {
  const home = mkdtempSync(join(tmpdir(), 'headwatch-bench-treasury-'));
  const dir = treasuryDir(home);
  const treasury = configOf(chain, since);
  const registry = createRegistry(['fast', 'slow']);
  const pool = createPool({ url: new Secret(anvil.url), headers: {}, via: 'direct' });
  const labels = { target: 'arb', role: 'node', chain: 'arbitrum-one', region: 'eu', vantage: 'eu' } as const;
  const asker = createAsker(pool, labels, registry);
  const file = (year: number): string => join(dir, `${year}.csv`);
  const put = (year: number, rows: readonly string[]): void =>
    writeFileSync(file(year), `${[ledgerHeader, ...rows].join('\n')}\n`);
  mkdirSync(dir, { recursive: true });
  const start = (now: number) =>
    createTreasury(
      {
        fleet: { home, treasury, chains: { 'arbitrum-one': knownChains['arbitrum-one'] } },
        sources: () => [{ name: 'arb', asker, well: true }],
        recorder: createRegistry(['fast', 'slow']),
        log: silentLog,
        now: () => now,
        firstSpan: 50,
      },
      treasury,
      42_161,
    );
  /** To the last final block. */
  const read = async (now: number): Promise<ChainFacts> => {
    const { round } = start(now);
    for (let tries = 0; tries < 20; tries += 1) {
      const facts = await round();
      if (facts?.scanned === (await anvil.head()) - finalDepth) return facts;
    }
    throw new Error('the chain was not read to its end');
  };

  return {
    home,
    dir,
    treasury,
    /** The file that holds all rows but the opening ones. */
    file: file(2026),
    /** One round. */
    round: (now: number) => start(now).round(),
    read,
    /** What was there, so that each month's opening is known without the chain's help. */
    open: (opening: Readonly<Record<Coin, bigint>>): void =>
      put(
        2025,
        coins.map(
          (coin) =>
            `open-${coin},2025-12-31,income,own,ourselves,${inCoins(opening[coin], decimals[coin])},${coin},,opening,2025-12,2.5,by hand,,`,
        ),
      ),
    write: (rows: readonly Line[]): void => put(2026, rows.map(lineText)),
    close: async (): Promise<void> => {
      await pool.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
};

export type Reader = ReturnType<typeof openReader>;
