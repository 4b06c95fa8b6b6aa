/** Makes the plan true on a chain that mines when it is told to: contracts first, then one block a movement. */
import { createFeed, createSafe, createToken, payCall, transferCall } from './contracts.ts';
import { type Coin, coins, type Person, type Planned, people, planned, plannedFrom } from './plan.ts';

/** One movement as it stands on the chain. */
export interface Moved extends Planned {
  readonly tx: string;
}

export interface SeededTreasury {
  readonly safe: string;
  readonly tokens: Readonly<Record<'USDC' | 'LPT', { readonly address: string; readonly decimals: number }>>;
  readonly feeds: Readonly<Record<Coin, string>>;
  readonly moved: readonly Moved[];
}

export interface Chain {
  readonly ask: (method: string, params: readonly unknown[]) => Promise<unknown>;
  /** The next time at or before which a block may have its stamp. */
  readonly slotAt: (time: number) => number;
}

const wei = (amount: string, decimals: number): bigint => {
  const [whole = '0', fraction = ''] = amount.split('.');
  return BigInt(whole + fraction.padEnd(decimals, '0'));
};
const hex = (value: bigint | number): string => `0x${value.toString(16)}`;
const gas = hex(3_000_000);

/** When the chain must begin at the latest. */
export const seedFrom = (now: number): number => plannedFrom(now) - 86_400;

/** @param now Unix seconds */
export const seedTreasury = async ({ ask, slotAt }: Chain, now: number): Promise<SeededTreasury> => {
  const accounts = (await ask('eth_accounts', [])) as readonly string[];
  const of = (person: Person): string => accounts[people[person]] ?? '';
  const send = async (
    from: Person,
    call: { readonly to?: string; readonly data?: string; readonly value?: string },
  ): Promise<string> => String(await ask('eth_sendTransaction', [{ from: of(from), gas, ...call }]));
  let last = slotAt(seedFrom(now));
  const mine = async (at: number): Promise<void> => {
    // Blocks are a slot apart at least.
    last = Math.max(slotAt(at), last + 12);
    await ask('evm_mine', [{ timestamp: last }]);
  };
  const made = async (tx: string): Promise<string> => {
    const receipt = await ask('eth_getTransactionReceipt', [tx]);
    const found =
      typeof receipt === 'object' && receipt !== null && Reflect.get(receipt, 'status') === '0x1'
        ? String(Reflect.get(receipt, 'contractAddress')).toLowerCase()
        : undefined;
    if (found === undefined) throw new Error('a contract of the demo could not be made');
    return found;
  };

  const most = 10n ** 30n;
  const sent = [
    createSafe(),
    createToken('USDC', coins.USDC.decimals, most),
    createToken('LPT', coins.LPT.decimals, most),
    // Spam under a name that people know.
    createToken('USDC', coins.USDC.decimals, most),
    ...Object.values(coins).map(({ price }) => createFeed(wei(price, 8))),
  ];
  const hashes: string[] = [];
  for (const data of sent) hashes.push(await send('operator', { data }));
  await mine(last);
  const [safe = '', usdc = '', lpt = '', spam = '', ...feeds] = await Promise.all(hashes.map(made));
  const tokenOf: Readonly<Record<Exclude<Coin, 'ETH'>, string>> = { USDC: usdc, LPT: lpt };

  const move = ({ way, who, coin, amount }: Planned): Promise<string> => {
    const value = wei(amount, coins[coin].decimals);
    if (way === 'spam') return send('operator', { to: spam, data: transferCall(safe, value) });
    if (coin === 'ETH') return send(who, { to: safe, value: hex(value) });
    const token = tokenOf[coin];
    return way === 'in'
      ? send(who, { to: token, data: transferCall(safe, value) })
      : send('operator', { to: safe, data: payCall(token, of(who), value) });
  };

  // Members have coins to pay with.
  const payers: readonly Person[] = ['otter', 'north', 'quiet', 'stranger'];
  for (const token of [usdc, lpt])
    for (const payer of payers) await send('operator', { to: token, data: transferCall(of(payer), 10n ** 24n) });
  await mine(last);
  const moved: Moved[] = [];
  for (const one of planned(now)) {
    const tx = await move(one);
    await mine(one.at);
    // The books have the chain's day.
    moved.push({ ...one, at: last, tx });
  }
  const [feedUsdc = '', feedLpt = '', feedEth = ''] = feeds;
  return {
    safe,
    tokens: {
      USDC: { address: usdc, decimals: coins.USDC.decimals },
      LPT: { address: lpt, decimals: coins.LPT.decimals },
    },
    feeds: { USDC: feedUsdc, LPT: feedLpt, ETH: feedEth },
    moved,
  };
};
