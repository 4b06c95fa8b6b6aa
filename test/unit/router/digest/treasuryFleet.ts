/** A fleet whose home has books of October 2026 and what the chain said of them. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Fleet } from '../../../../collector/config/fleet.ts';
import { treasuryDir } from '../../../../treasury/books.ts';
import type { ChainFacts } from '../../../../treasury/chainFacts.ts';
import { factsPath } from '../../../../treasury/factsFile.ts';
import { ledgerHeader } from '../../../../treasury/ledgerLines.ts';
import { digestFleet } from './world.ts';

export const safe = '0x5afe000000000000000000000000000000000001';
const hash = (digit: string): string => `0x${digit.repeat(64)}`;

const rows = (amount: string): readonly string[] => [
  `2026-1,2026-10-02,income,dues,otter,${amount},USDC,${hash('1')},,2026-10,1,at par,,`,
  `2026-2,2026-10-02,income,dues,north,120,USDC,${hash('2')},,2026-10,1,at par,,`,
  `2026-3,2026-10-05,expense,fixed,host,140.5,USDC,${hash('3')},,2026-10,1,at par,,`,
  `2026-4,2026-10-19,expense,support,answers,30,USDC,${hash('4')},,2026-10,1,at par,,`,
];

const usdc = (month: string, units: string) => ({ month, address: safe, currency: 'USDC', units, block: 1, at: 1 });
/** Nobody ever had a coin. */
export const noCoins = ['2026-09', '2026-10'].map((month) => ({
  ...{ month, address: safe, currency: 'ETH', units: '0', gasUnits: '0', block: 1, at: 1 },
}));
const facts: ChainFacts = {
  ...{ scanned: 9000, since: 1000, sinceAt: Date.UTC(2026, 8, 1) / 1000, at: Date.UTC(2026, 10, 1, 6) / 1000 },
  askedAt: Date.UTC(2026, 10, 1, 6) / 1000,
  coins: { from: Date.UTC(2026, 8, 1) / 1000, to: Date.UTC(2026, 10, 1, 6) / 1000 },
  rows: ['1', '2', '3', '4'].map((id) => ({ id: `2026-${id}`, state: 'verified', at: Date.UTC(2026, 9, 2) / 1000 })),
  unreconciled: [],
  heldBack: [],
  dust: [],
  ignored: [],
  ignoredCounts: { unknown_token: 3, zero_amount: 1, dust: 0 },
  balances: [usdc('2026-09', '0'), usdc('2026-10', '69500000'), ...noCoins],
  latest: [usdc('2026-11', '69500000')],
  prices: [],
  warnings: [],
};

interface Variant {
  /** What differs; false: the chain was not asked. */
  readonly facts?: Partial<ChainFacts> | false;
  /** What the first member paid. */
  readonly amount?: string;
  /** Rows beside the usual ones; false: there are no books at all. */
  readonly books?: readonly string[] | false;
  /** No repository around the books. */
  readonly git?: false;
  /** What is done to the books after they were committed. */
  readonly after?: (dir: string) => void;
  /** Without an edge for members. */
  readonly edges?: false;
}

export const treasuryFleet = (variant: Variant = {}): Fleet => {
  const home = mkdtempSync(join(tmpdir(), 'headwatch-money-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  };
  const dir = treasuryDir(home);
  if (variant.books !== false) {
    const all = [ledgerHeader, ...rows(variant.amount ?? '120'), ...(variant.books ?? [])];
    write(join(dir, '2026.csv'), `${all.join('\n')}\n`);
    write(
      join(dir, 'members.yaml'),
      ['otter', 'north']
        .map(
          (alias) =>
            `- { alias: ${alias}, plan: node, since: 2026-08-01, dues: 120 USDC, public: ${alias === 'north'} }\n`,
        )
        .join(''),
    );
    if (variant.git !== false)
      for (const args of [
        ['init', '-q'],
        ['add', '.'],
        ['commit', '-q', '-m', 'books'],
      ])
        execFileSync('git', ['-C', dir, '-c', 'user.name=t', '-c', 'user.email=t@localhost', ...args], {
          stdio: 'pipe',
        });
    variant.after?.(dir);
  }
  if (variant.facts !== false) write(factsPath(home), JSON.stringify({ ...facts, ...variant.facts }));
  return digestFleet(undefined, {
    home,
    ...(variant.edges === false ? { edges: [] } : {}),
    treasury: {
      chain: 'arbitrum-one',
      currency: 'USD',
      fiat: ['USD', 'EUR'],
      addresses: [{ name: 'safe', address: safe, kind: 'safe' }],
      tokens: { USDC: { address: '0xaf88d065e77c8cC2239327C5EDb3A432268e5831', decimals: 6 } },
      feeds: {},
      since: undefined,
      dust: {},
    },
  });
};
