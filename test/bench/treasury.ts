/**
 * A thousand movements of a treasury on a real anvil, through the real exporter and the real report. First with books that
 * are right: opening + in − out of every month must be what a plain list of what was sent adds up to, and what the chain
 * holds. Then rows are left out and others tampered with: each must be found, and nothing else. The list shares no code with
 * the report.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeFunctionData } from 'viem/utils';
import type { FleetTreasury } from '../../collector/config/fleet.ts';
import { Secret } from '../../collector/config/secret.ts';
import { silentLog } from '../../collector/log.ts';
import { knownChains } from '../../collector/policy/chains.ts';
import { createAsker } from '../../collector/probe/asker.ts';
import { createRegistry } from '../../collector/registry/registry.ts';
import { createPool } from '../../collector/rpc/pool.ts';
import { randomFrom } from '../../demo/sim/random.ts';
import { createTreasury } from '../../exporters/treasury/index.ts';
import { readBooks, treasuryDir } from '../../treasury/books.ts';
import type { ChainFacts } from '../../treasury/chainFacts.ts';
import { checkHistory } from '../../treasury/history.ts';
import { ledgerHeader } from '../../treasury/ledgerLines.ts';
import { monthReport } from '../../treasury/report/monthReport.ts';
import { type Anvil, finalDepth, startAnvil } from '../support/anvil.ts';
import { type Contract, compileContracts } from '../support/contracts.ts';

const movements = 1000;
const leftOut = 60;
/** Of each kind of tampering. */
const each = 10;
const months = ['2026-01', '2026-02', '2026-03', '2026-04', '2026-05', '2026-06'];
const begin = Date.UTC(2026, 0, 1) / 1000;
const end = Date.UTC(2026, 6, 1) / 1000;
const decimals = { USDC: 6, LPT: 18, ODD: 0, ETH: 18 } as const;
type Coin = keyof typeof decimals;
const coins: readonly Coin[] = ['USDC', 'LPT', 'ODD', 'ETH'];

/** What was sent: the truth that everything is held against. */
interface Sent {
  readonly tx: string;
  readonly at: number;
  readonly way: 'in' | 'out';
  readonly coin: Coin;
  readonly units: bigint;
}
interface Line {
  readonly id: string;
  readonly way: 'in' | 'out';
  readonly coin: Coin;
  readonly units: bigint;
  readonly tx: string;
  readonly day: string;
}

const dayOf = (at: number): string => new Date(at * 1000).toISOString().slice(0, 10);

/** Base units as whole coins; an algorithm of its own. */
const inCoins = (units: bigint, places: number): string => {
  if (places === 0) return String(units);
  const one = 10n ** BigInt(places);
  return `${units / one}.${String((units % one) + one).slice(1)}`;
};
const inUnits = (text: string, places: number): bigint => {
  const minus = text.startsWith('-');
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  const units = BigInt(whole) * 10n ** BigInt(places) + BigInt((fraction + '0'.repeat(places)).slice(0, places) || '0');
  return minus ? -units : units;
};
const distance = (a: bigint, b: bigint): bigint => (a > b ? a - b : b - a);

const lineText = ({ id, way, coin, units, tx, day }: Line): string => {
  const [kind, category] = way === 'in' ? ['income', 'other'] : ['expense', 'fixed'];
  return `${id},${day},${kind},${category},someone,${inCoins(units, decimals[coin])},${coin},${tx},,${day.slice(0, 7)},2.5,by hand,,`;
};

const nowhere = `0x${'00'.repeat(20)}`;

/** Contracts, and what is sent to them, a few transactions a block. */
const openChain = async (anvil: Anvil, compiled: Readonly<Record<string, Contract>>) => {
  const contract = (name: string): Contract => {
    const found = compiled[name];
    if (!found) throw new Error(`no contract ${name}`);
    return found;
  };
  const [owner = '', member = '', stranger = ''] = anvil.accounts;
  const safe = await anvil.deploy(contract('SafeLike'), [true]);
  const token = {
    USDC: await anvil.deploy(contract('Token'), ['USDC', decimals.USDC]),
    LPT: await anvil.deploy(contract('Token'), ['LPT', decimals.LPT]),
    ODD: await anvil.deploy(contract('Token'), ['ODD', decimals.ODD]),
  };
  const spam = await anvil.deploy(contract('Token'), ['USDC', 6]);
  for (const to of [...Object.values(token), spam])
    for (const holder of [member, safe]) await anvil.run(contract('Token'), to, 'mint', [holder, 10n ** 30n]);
  await anvil.send({ from: member, to: safe, value: 10n ** 21n });
  const call = (name: string, functionName: string, args: readonly unknown[]): string =>
    encodeFunctionData({ abi: contract(name).abi, functionName, args: [...args] });
  const push = async (from: string, to: string, data: string, value = 0n): Promise<string> =>
    String(
      await anvil.ask('eth_sendTransaction', [{ from, to, data, gas: '0x5b8d80', value: `0x${value.toString(16)}` }]),
    );
  const execute = (to: string, value: bigint, data: string): Promise<string> =>
    push(owner, safe, call('SafeLike', 'execTransaction', [to, value, data, 0, 0, 0, 0, nowhere, nowhere, '0x']));
  return {
    safe,
    token,
    move: (way: 'in' | 'out', coin: Coin, units: bigint): Promise<string> => {
      const to = way === 'in' ? safe : stranger;
      if (coin === 'ETH') return way === 'in' ? push(member, safe, '0x', units) : execute(stranger, units, '0x');
      const data = call('Token', 'transfer', [to, units]);
      return way === 'in' ? push(member, token[coin], data) : execute(token[coin], 0n, data);
    },
    spam: (units: bigint) => push(member, spam, call('Token', 'transfer', [safe, units])),
    poison: () => push(stranger, token.USDC, call('Token', 'poison', [safe, stranger])),
    elsewhere: (units: bigint) => push(member, token.USDC, call('Token', 'transfer', [stranger, units])),
    /** Nobody has so much. */
    failing: () => push(stranger, token.USDC, call('Token', 'transfer', [safe, 10n ** 40n])),
  };
};

const reportErrors = (
  facts: ChainFacts,
  treasury: FleetTreasury,
  home: string,
  sent: readonly Sent[],
  opening: Readonly<Record<Coin, bigint>>,
): bigint => {
  const books = readBooks(treasuryDir(home), treasury, end);
  if (books.problems.length > 0) throw new Error(`the bench's books: ${JSON.stringify(books.problems.slice(0, 3))}`);
  let error = 0n;
  for (const month of months) {
    const { balances } = monthReport({ service: 'bench', treasury, books, facts }, month);
    for (const coin of coins) {
      const before = sent.filter((one) => one.coin === coin && dayOf(one.at).slice(0, 7) <= month);
      const truth = before.reduce((sum, { way, units }) => (way === 'in' ? sum + units : sum - units), opening[coin]);
      const told = balances.find(({ currency }) => currency === coin);
      if (!told || told.chain === null) throw new Error(`no balance of ${coin} at the end of ${month}`);
      error += distance(inUnits(told.closing, decimals[coin]), truth);
      error += distance(inUnits(told.chain, decimals[coin]), truth);
      const ofMonth = (way: 'in' | 'out'): bigint =>
        before
          .filter((one) => one.way === way && dayOf(one.at).slice(0, 7) === month)
          .reduce((sum, { units }) => sum + units, 0n);
      error += distance(inUnits(told.in, decimals[coin]), ofMonth('in'));
      error += distance(inUnits(told.out, decimals[coin]), ofMonth('out'));
    }
  }
  return error;
};

export const run = async (say: (line: string) => void) => {
  const random = randomFrom(8);
  const whole = (below: number): number => Math.floor(random() * below);
  const home = mkdtempSync(join(tmpdir(), 'headwatch-bench-treasury-'));
  const anvil = await startAnvil(begin - 86_400);
  const registry = createRegistry(['fast', 'slow']);
  const pool = createPool({ url: new Secret(anvil.url), headers: {}, via: 'direct' });
  try {
    const chain = await openChain(anvil, compileContracts());
    const first = await anvil.head();
    const opening: Record<Coin, bigint> = { USDC: 10n ** 30n, LPT: 10n ** 30n, ODD: 10n ** 30n, ETH: 10n ** 21n };
    await anvil.mine(finalDepth, begin - 3600);

    const sent: Sent[] = [];
    const spam: string[] = [];
    const poison: string[] = [];
    const elsewhere: string[] = [];
    const failed: string[] = [];
    const perBlock = 4;
    for (let block = 0; block < movements / perBlock; block += 1) {
      const at = begin + Math.floor(((block + random()) * (end - begin - 3600) * perBlock) / movements);
      for (let index = 0; index < perBlock; index += 1) {
        const way = random() < 0.6 ? 'in' : 'out';
        const coin = coins[whole(coins.length)] ?? 'USDC';
        const units = BigInt(1 + whole(2 ** 31)) * (coin === 'ETH' ? 10n ** 6n : 1n) + BigInt(whole(1000));
        sent.push({ tx: await chain.move(way, coin, units), at, way, coin, units });
      }
      if (block % 20 === 3) {
        spam.push(await chain.spam(BigInt(1 + whole(10 ** 9))));
        poison.push(await chain.poison());
        elsewhere.push(await chain.elsewhere(5_000_000n));
        failed.push(await chain.failing());
      }
      await anvil.mine(1, at);
    }
    await anvil.mine(finalDepth + 2, end);
    say(`${sent.length} movements in ${(await anvil.head()) - first} blocks`);

    const treasury: FleetTreasury = {
      chain: 'arbitrum-one',
      currency: 'USD',
      fiat: [],
      addresses: [{ name: 'safe', address: chain.safe, kind: 'safe' }],
      tokens: {
        USDC: { address: chain.token.USDC, decimals: decimals.USDC },
        LPT: { address: chain.token.LPT, decimals: decimals.LPT },
        ODD: { address: chain.token.ODD, decimals: decimals.ODD },
      },
      feeds: {},
      since: first + 1,
      dust: {},
    };
    const dir = treasuryDir(home);
    mkdirSync(dir, { recursive: true });
    const git = (...args: readonly string[]): void => {
      execFileSync('git', ['-C', dir, '-c', 'user.name=bench', '-c', 'user.email=bench@localhost', ...args], {
        stdio: 'ignore',
      });
    };
    const file = join(dir, '2026.csv');
    const write = (rows: readonly Line[]): void =>
      writeFileSync(file, `${[ledgerHeader, ...rows.map(lineText)].join('\n')}\n`);
    const labels = { target: 'arb', role: 'node', chain: 'arbitrum-one', region: 'eu', vantage: 'eu' } as const;
    const asker = createAsker(pool, labels, registry);
    const start = () =>
      createTreasury(
        {
          fleet: { home, treasury, chains: { 'arbitrum-one': knownChains['arbitrum-one'] } },
          sources: () => [{ name: 'arb', asker, well: true }],
          recorder: createRegistry(['fast', 'slow']),
          log: silentLog,
          now: () => end + 86_400,
          firstSpan: 50,
        },
        treasury,
        42_161,
      );
    /** A process of its own each time. */
    const read = async (): Promise<ChainFacts> => {
      const { round } = start();
      for (let tries = 0; tries < 20; tries += 1) {
        const facts = await round();
        if (facts?.scanned === (await anvil.head()) - finalDepth) return facts;
      }
      throw new Error('the chain was not read to its end');
    };

    const honest = sent.map(({ tx, way, coin, units, at }, index): Line => {
      const id = `m${String(index).padStart(4, '0')}`;
      return { id, way, coin, units, tx, day: dayOf(at) };
    });
    // The books begin with what was there, so that each month's opening is known without the chain's help.
    const opened = coins.map(
      (coin): string =>
        `open-${coin},2025-12-31,income,own,ourselves,${inCoins(opening[coin], decimals[coin])},${coin},,opening,2025-12,2.5,by hand,,`,
    );
    writeFileSync(join(dir, '2025.csv'), `${[ledgerHeader, ...opened].join('\n')}\n`);
    write(honest);
    const begun = performance.now();
    const facts = await read();
    say(`read and held against the books in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
    if (facts.unreconciled.length > 0 || facts.rows.some(({ state }) => state !== 'verified' && state !== 'none'))
      throw new Error('honest books are not called honest');
    const error = reportErrors(facts, treasury, home, sent, opening);

    // Everything at places of its own.
    const places = [...honest.keys()].map((place) => ({ place, by: random() })).sort((a, b) => a.by - b.by);
    const pick = (count: number): ReadonlySet<number> => new Set(places.splice(0, count).map(({ place }) => place));
    const missing = pick(leftOut);
    const wrongAmount = pick(each);
    const wrongWay = pick(each);
    const twice = pick(each);
    const edited = pick(each);
    const base = honest.filter((_, place) => !missing.has(place));
    const extra = (kind: string, txs: readonly string[], way: 'in' | 'out' = 'in'): readonly Line[] =>
      txs.slice(0, each).map((tx, index) => {
        return { id: `z-${kind}-${index}`, way, coin: 'USDC', units: 5_000_000n, tx, day: '2026-06-20' };
      });
    const unheard = Array.from(
      { length: each },
      (_, index) =>
        `0x${String(index + 1)
          .repeat(64)
          .slice(0, 64)}`,
    );
    const again = [...twice].flatMap((place): Line[] => {
      const row = honest[place];
      return row ? [{ ...row, id: `z-twice-${place}` }] : [];
    });
    const strange = [
      ...extra('not-found', unheard),
      ...extra('failed', failed),
      ...extra('wrong-token', spam),
      ...extra('elsewhere', elsewhere),
      ...extra('poisoned', poison, 'out'),
      ...again,
    ];
    const bent = base.map((row): Line => {
      const place = honest.indexOf(row);
      if (wrongAmount.has(place)) return { ...row, units: row.units + 1n };
      if (wrongWay.has(place)) return { ...row, way: row.way === 'in' ? 'out' : 'in' };
      return row;
    });
    const written = [...bent, ...strange];
    write(written);
    git('init', '-q');
    git('add', '.');
    git('commit', '-q', '-m', 'books');
    // What is edited afterwards keeps what the chain says: only git can tell.
    const editedIds = [...edited].map((place) => honest[place]?.id ?? '');
    const text = readFileSync(file, 'utf8')
      .split('\n')
      .map((line) => (editedIds.includes(line.split(',')[0] ?? '') ? line.replace(',2.5,', ',2.6,') : line));
    writeFileSync(file, text.join('\n'));

    const found = await read();
    const wrong = new Set(found.rows.filter(({ state }) => state === 'mismatch').map(({ id }) => id));
    const history = checkHistory(dir).problems;
    const named = (id: string): boolean => history.some((problem) => JSON.stringify(problem).includes(id));
    const bentIds = [...wrongAmount, ...wrongWay].map((place) => honest[place]?.id ?? '');
    const onChain = [...bentIds, ...strange.map(({ id }) => id)];
    const tamperedFound = onChain.filter((id) => wrong.has(id)).length + editedIds.filter(named).length;
    if (
      wrong.size !== onChain.filter((id) => wrong.has(id)).length ||
      history.length !== editedIds.filter(named).length
    )
      throw new Error('something is called wrong that is not');

    // A payment whose row says something else is as unreconciled as one without a row.
    const owed = new Set([...missing, ...wrongAmount, ...wrongWay].map((place) => honest[place]?.tx.toLowerCase()));
    const listed = new Set(found.unreconciled.map(({ tx }) => tx?.toLowerCase()));
    if ([...listed].some((tx) => !owed.has(tx))) throw new Error('something is called unreconciled that is not');
    return {
      rows: written.length + opened.length,
      tampered: onChain.length + editedIds.length,
      tampered_found: tamperedFound,
      unreconciled: owed.size,
      unreconciled_found: [...owed].filter((tx) => listed.has(tx)).length,
      balance_error_base_units: String(error),
    };
  } finally {
    await pool.close();
    await anvil.stop();
    rmSync(home, { recursive: true, force: true });
  }
};
