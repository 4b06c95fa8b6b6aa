/**
 * The demo's contracts. They are compiled ahead of time, because a demo needs no compiler; a test holds `compiled.json`
 * against the sources beside it.
 */
import { readFileSync } from 'node:fs';
import { address, joined, text, uint } from '../sim/rpc/abi.ts';

interface Compiled {
  readonly bytecode: string;
  readonly selectors: Readonly<Record<string, string>>;
}

export type ContractName = 'DemoToken' | 'DemoSafe' | 'DemoFeed';

let read: Readonly<Record<ContractName, Compiled>> | undefined;
const compiled = (name: ContractName): Compiled => {
  // Written by the compiler; a test holds it against the sources.
  read ??= JSON.parse(readFileSync(new URL('contracts/compiled.json', import.meta.url), 'utf8')) as typeof read;
  const found = read?.[name];
  if (!found) throw new Error(`demo/treasury/contracts/compiled.json has no ${name}`);
  return found;
};

const selector = (name: ContractName, signature: string): string => {
  const found = compiled(name).selectors[signature];
  if (found === undefined) throw new Error(`${name} has no ${signature}`);
  return found;
};

/** A string of fewer than 32 bytes as the first of three arguments. */
export const createToken = (symbol: string, decimals: number, supply: bigint): string =>
  joined(
    compiled('DemoToken').bytecode,
    text(symbol, 3).slice(0, 64),
    uint(decimals),
    uint(supply),
    text(symbol, 3).slice(64),
  );

export const createSafe = (): string => joined(compiled('DemoSafe').bytecode);

/** @param answer the price with eight digits after the point */
export const createFeed = (answer: bigint): string => joined(compiled('DemoFeed').bytecode, uint(answer));

export const transferCall = (to: string, value: bigint): string =>
  joined(selector('DemoToken', 'transfer(address,uint256)'), address(to), uint(value));

/** What the Safe does for its owner. */
export const payCall = (token: string, to: string, value: bigint): string =>
  joined(selector('DemoSafe', 'pay(address,address,uint256)'), address(token), address(to), uint(value));
