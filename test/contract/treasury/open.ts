/** A chain with a Safe, a plain wallet and a token of ours, and the exporter that has begun to read it. */
import { onTestFinished } from 'vitest';
import { type Anvil, finalDepth, startAnvil } from '../../support/anvil.ts';
import { type Contract, compileContracts } from '../../support/contracts.ts';
import { march, openHome, openNode } from './world.ts';

let compiled: Readonly<Record<string, Contract>> | undefined;

/** The first call compiles, for about a second. */
export const contract = (name: string): Contract => {
  compiled ??= compileContracts();
  const found = compiled[name];
  if (!found) throw new Error(`no contract ${name}`);
  return found;
};
const nowhere = `0x${'00'.repeat(20)}`;
export const member = (anvil: Anvil): string => anvil.accounts[1] ?? '';
export const wallet = (anvil: Anvil): string => (anvil.accounts[5] ?? '').toLowerCase();
export const coin = 10n ** 18n;

/** A Safe, a wallet, a token of six decimals; the member has tokens. The first round has been made. */
export const open = async (options: { readonly loud?: boolean } = {}) => {
  const anvil = await startAnvil(march - 3600);
  onTestFinished(() => anvil.stop());
  const safe = await anvil.deploy(contract('SafeLike'), [options.loud ?? true]);
  const usdc = await anvil.deploy(contract('Token'), ['USDC', 6]);
  await anvil.run(contract('Token'), usdc, 'mint', [member(anvil), 1_000_000_000n]);
  await anvil.mine(finalDepth, march + 86_400);
  const treasury = {
    addresses: [
      { name: 'safe', address: safe, kind: 'safe' as const },
      { name: 'wallet', address: wallet(anvil), kind: 'wallet' as const },
    ],
    tokens: { USDC: { address: usdc, decimals: 6 } },
  };
  const home = openHome(treasury);
  const node = await openNode(anvil);
  const exporter = home.start([node]);
  await exporter.facts();
  const settle = (): Promise<void> => anvil.mine(finalDepth);
  const pay = (to: string, units: bigint, token = usdc, from = member(anvil)) =>
    anvil.run(contract('Token'), token, 'transfer', [to, units], { from });
  const exec = (to: string, value: bigint, data = '0x', operation = 0) =>
    anvil.run(contract('SafeLike'), safe, 'execTransaction', [
      to,
      value,
      data,
      operation,
      0,
      0,
      0,
      nowhere,
      nowhere,
      '0x',
    ]);
  return { anvil, safe, usdc, treasury, home, node, exporter, settle, pay, exec };
};
