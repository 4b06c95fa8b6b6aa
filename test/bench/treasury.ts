/**
 * A thousand movements of a treasury on a real anvil, through the real exporter and the real report: of a Safe, and of a
 * plain wallet that pays gas, sends native coins, gets some through a contract, and fails now and then. The exporter reads
 * along, a new process each time. First with books that are right: opening + in − out − gas of every month must be what a
 * plain list of what was sent and the receipts add up to, and what the chain holds, to the wei. Then rows are left out and
 * others tampered with: each must be found, and nothing else. The list shares no code with the report.
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
import { type Anvil, finalDepth, type Receipt, startAnvil } from '../support/anvil.ts';
import { type Contract, compileContracts } from '../support/contracts.ts';

const movements = 1000;
const leftOut = 60;
/** Of each kind of tampering. */
const each = 10;
/** Blocks after which the exporter reads on. */
const readEvery = 6;
const ways: readonly Way[] = ['in', 'in', 'in', 'in', 'in', 'out', 'out', 'out', 'own'];
const months = ['2026-01', '2026-02', '2026-03', '2026-04', '2026-05', '2026-06'];
const begin = Date.UTC(2026, 0, 1) / 1000;
const end = Date.UTC(2026, 6, 1) / 1000;
const decimals = { USDC: 6, LPT: 18, ODD: 0, ETH: 18 } as const;
type Coin = keyof typeof decimals;
const coins: readonly Coin[] = ['USDC', 'LPT', 'ODD', 'ETH'];

/** `own`: between the two addresses. */
type Way = 'in' | 'out' | 'own';
type Place = 'safe' | 'wallet';

/** What was sent: the truth that everything is held against. */
interface Sent {
  readonly tx: string;
  readonly at: number;
  readonly way: Way;
  readonly coin: Coin;
  readonly units: bigint;
  /** A contract paid in a call of its own: no log and no transaction shows it. */
  readonly inside: boolean;
}
interface Line {
  readonly id: string;
  readonly way: Way;
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

const kinds = { in: ['income', 'other'], out: ['expense', 'fixed'], own: ['transfer', 'own'] } as const;

const lineText = ({ id, way, coin, units, tx, day }: Line): string => {
  const [kind, category] = kinds[way];
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
  const [owner = '', member = '', stranger = '', wallet = ''] = anvil.accounts;
  const safe = await anvil.deploy(contract('SafeLike'), [true]);
  // Not ours: it pays whom it is told to, in a call of its own.
  const payer = await anvil.deploy(contract('SafeLike'), [false]);
  const token = {
    USDC: await anvil.deploy(contract('Token'), ['USDC', decimals.USDC]),
    LPT: await anvil.deploy(contract('Token'), ['LPT', decimals.LPT]),
    ODD: await anvil.deploy(contract('Token'), ['ODD', decimals.ODD]),
  };
  const spam = await anvil.deploy(contract('Token'), ['USDC', 6]);
  for (const to of [...Object.values(token), spam])
    for (const holder of [member, safe, wallet]) await anvil.run(contract('Token'), to, 'mint', [holder, 10n ** 30n]);
  for (const to of [safe, payer]) await anvil.send({ from: member, to, value: 10n ** 21n });
  const call = (name: string, functionName: string, args: readonly unknown[]): string =>
    encodeFunctionData({ abi: contract(name).abi, functionName, args: [...args] });
  const push = async (from: string, to: string, data: string, value = 0n): Promise<string> =>
    String(
      await anvil.ask('eth_sendTransaction', [{ from, to, data, gas: '0x5b8d80', value: `0x${value.toString(16)}` }]),
    );
  const execute = (by: string, to: string, value: bigint, data: string): Promise<string> =>
    push(owner, by, call('SafeLike', 'execTransaction', [to, value, data, 0, 0, 0, 0, nowhere, nowhere, '0x']));
  const own = { safe, wallet: wallet.toLowerCase() };
  const other = { safe: own.wallet, wallet: safe };
  return {
    own,
    token,
    /** @param place whose money it is; of a transfer, who gives it */
    move: (way: Way, place: Place, coin: Coin, units: bigint): Promise<string> => {
      const to = way === 'in' ? own[place] : way === 'own' ? other[place] : stranger;
      const pay = (target: string, value: bigint, data: string): Promise<string> =>
        way === 'in'
          ? push(member, target, data, value)
          : place === 'safe'
            ? execute(safe, target, value, data)
            : push(wallet, target, data, value);
      return coin === 'ETH' ? pay(to, units, '0x') : pay(token[coin], 0n, call('Token', 'transfer', [to, units]));
    },
    /** Native coins that only the balance tells of. */
    inside: (units: bigint) => execute(payer, wallet, units, '0x'),
    /** Gas and nothing else: a call that fails, and one that moves nothing. */
    idle: (fails: boolean) =>
      fails
        ? push(wallet, token.USDC, call('Token', 'transfer', [stranger, 10n ** 40n]))
        : push(wallet, stranger, '0x'),
    spam: (units: bigint) => push(member, spam, call('Token', 'transfer', [safe, units])),
    poison: () => push(stranger, token.USDC, call('Token', 'poison', [safe, stranger])),
    elsewhere: (units: bigint) => push(member, token.USDC, call('Token', 'transfer', [stranger, units])),
    /** Nobody has so much. */
    failing: () => push(stranger, token.USDC, call('Token', 'transfer', [safe, 10n ** 40n])),
  };
};

interface Truth {
  readonly sent: readonly Sent[];
  readonly opening: Readonly<Record<Coin, bigint>>;
  /** Wei by month, from the receipts. */
  readonly gas: ReadonlyMap<string, bigint>;
}

/** Of every transaction that the wallet sent, by its receipt. */
const gasByMonth = async (anvil: Anvil, wallet: string, to: number): Promise<ReadonlyMap<string, bigint>> => {
  const gas = new Map<string, bigint>();
  for (let number = 1; number <= to; number += 1) {
    const at = `0x${number.toString(16)}`;
    // What anvil answers.
    const block = (await anvil.ask('eth_getBlockByNumber', [at, true])) as {
      timestamp: string;
      transactions: readonly { from: string; hash: string }[];
    };
    const month = dayOf(Number(block.timestamp)).slice(0, 7);
    for (const { from, hash } of block.transactions) {
      if (from.toLowerCase() !== wallet) continue;
      const receipt = (await anvil.ask('eth_getTransactionReceipt', [hash])) as Receipt;
      gas.set(month, (gas.get(month) ?? 0n) + BigInt(receipt.gasUsed) * BigInt(receipt.effectiveGasPrice));
    }
  }
  return gas;
};

const signed = ({ way, units }: Sent): bigint => (way === 'in' ? units : way === 'out' ? -units : 0n);

const reportErrors = (
  facts: ChainFacts,
  treasury: FleetTreasury,
  home: string,
  { sent, opening, gas }: Truth,
): bigint => {
  const books = readBooks(treasuryDir(home), treasury, end);
  if (books.problems.length > 0) throw new Error(`the bench's books: ${JSON.stringify(books.problems.slice(0, 3))}`);
  let error = 0n;
  for (const month of months) {
    const { balances, addresses } = monthReport({ service: 'bench', treasury, books, facts }, month);
    for (const coin of coins) {
      const before = sent.filter((one) => one.coin === coin && dayOf(one.at).slice(0, 7) <= month);
      const spent = [...gas]
        .filter(([each]) => coin === 'ETH' && each <= month)
        .reduce((sum, [, fees]) => sum + fees, 0n);
      const truth = before.reduce((sum, one) => sum + signed(one), opening[coin]) - spent;
      const told = balances.find(({ currency }) => currency === coin);
      if (!told || told.chain === null || told.gas === null)
        throw new Error(`no balance of ${coin} at the end of ${month}`);
      error += distance(inUnits(told.closing, decimals[coin]), truth);
      error += distance(inUnits(told.chain, decimals[coin]), truth);
      const ofMonth = (way: Way): bigint =>
        before
          .filter((one) => one.way === way && dayOf(one.at).slice(0, 7) === month)
          .reduce((sum, { units }) => sum + units, 0n);
      error += distance(inUnits(told.in, decimals[coin]), ofMonth('in'));
      error += distance(inUnits(told.out, decimals[coin]), ofMonth('out'));
      error += distance(inUnits(told.gas, decimals[coin]), coin === 'ETH' ? (gas.get(month) ?? 0n) : 0n);
    }
    for (const { difference, name, currency } of addresses) {
      const coin = coins.find((each) => each === currency);
      if (!coin) throw new Error(`${name} holds ${currency}`);
      // Of the first month the chain's balance at its beginning was not read.
      if (month === months[0]) continue;
      if (difference === null) throw new Error(`what came and went of ${name} in ${currency} in ${month} is not known`);
      error += distance(inUnits(difference, decimals[coin]), 0n);
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
    const had = BigInt(String(await anvil.ask('eth_getBalance', [chain.own.wallet, 'latest'])));
    const token = 2n * 10n ** 30n;
    const opening: Record<Coin, bigint> = { USDC: token, LPT: token, ODD: token, ETH: 10n ** 21n + had };
    await anvil.mine(finalDepth, begin - 3600);

    const treasury: FleetTreasury = {
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
    let clock = begin;
    const start = () =>
      createTreasury(
        {
          fleet: { home, treasury, chains: { 'arbitrum-one': knownChains['arbitrum-one'] } },
          sources: () => [{ name: 'arb', asker, well: true }],
          recorder: createRegistry(['fast', 'slow']),
          log: silentLog,
          now: () => clock,
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

    // The books begin with what was there, so that each month's opening is known without the chain's help.
    const opened = coins.map(
      (coin): string =>
        `open-${coin},2025-12-31,income,own,ourselves,${inCoins(opening[coin], decimals[coin])},${coin},,opening,2025-12,2.5,by hand,,`,
    );
    writeFileSync(join(dir, '2025.csv'), `${[ledgerHeader, ...opened].join('\n')}\n`);
    await start().round();

    const sent: Sent[] = [];
    const spam: string[] = [];
    const poison: string[] = [];
    const elsewhere: string[] = [];
    const failed: string[] = [];
    const perBlock = 4;
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
      if (block % readEvery === 0) await start().round();
    }
    await start().round();
    await anvil.mine(finalDepth + 2, end);
    clock = end + 86_400;
    const gas = await gasByMonth(anvil, chain.own.wallet, await anvil.head());
    say(`${sent.length} movements in ${(await anvil.head()) - first} blocks`);

    const honest = sent.map(({ tx, way, coin, units, at }, index): Line => {
      const id = `m${String(index).padStart(4, '0')}`;
      return { id, way, coin, units, tx, day: dayOf(at) };
    });
    write(honest);
    const begun = performance.now();
    const facts = await read();
    say(`read and held against the books in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
    const doubted = facts.rows.filter(({ state }) => state !== 'verified' && state !== 'none');
    if (facts.unreconciled.length + facts.heldBack.length + doubted.length > 0)
      throw new Error(
        `honest books are not called honest: ${JSON.stringify([facts.unreconciled[0], facts.heldBack[0], doubted[0]])}`,
      );
    const error = reportErrors(facts, treasury, home, { sent, opening, gas });

    // Everything at places of its own.
    const shuffled = [...honest.keys()].map((place) => ({ place, by: random() })).sort((a, b) => a.by - b.by);
    // Nodes without traces cannot tell how much a contract paid in a call of its own: a wrong row of one stays unknown.
    const shown = shuffled.filter(({ place }) => sent[place]?.inside === false);
    const places = shown.filter(({ place }) => sent[place]?.way !== 'own');
    const pick = (count: number): ReadonlySet<number> => new Set(places.splice(0, count).map(({ place }) => place));
    const hidden = shuffled.filter(({ place }) => sent[place]?.inside).slice(0, each);
    const missing = new Set([...pick(leftOut), ...hidden.map(({ place }) => place)]);
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
    const nameOf = ({ tx, inside, units }: Sent): string => (inside ? `inside ${units}` : tx.toLowerCase());
    const owed = new Set(
      [...missing, ...wrongAmount, ...wrongWay].flatMap((place) => {
        const one = sent[place];
        return one ? [nameOf(one)] : [];
      }),
    );
    const listed = new Set(found.unreconciled.map(({ tx, units }) => tx?.toLowerCase() ?? `inside ${units}`));
    if ([...listed].some((one) => !owed.has(one))) throw new Error('something is called unreconciled that is not');
    return {
      rows: written.length + opened.length,
      tampered: onChain.length + editedIds.length,
      tampered_found: tamperedFound,
      unreconciled: owed.size,
      unreconciled_found: [...owed].filter((one) => listed.has(one)).length,
      balance_error_base_units: String(error),
    };
  } finally {
    await pool.close();
    await anvil.stop();
    rmSync(home, { recursive: true, force: true });
  }
};
