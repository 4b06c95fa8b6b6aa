/** What happens on the bench's chain: payments of every kind, spam, poison and failures. */
import { encodeFunctionData } from 'viem/utils';
import type { Anvil } from '../../support/anvil.ts';
import type { Contract } from '../../support/contracts.ts';
import { type Coin, decimals, type Place, type Way } from './coins.ts';

const nowhere = `0x${'00'.repeat(20)}`;

/** Contracts, and what is sent to them, a few transactions a block. */
export const openChain = async (anvil: Anvil, compiled: Readonly<Record<string, Contract>>) => {
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
