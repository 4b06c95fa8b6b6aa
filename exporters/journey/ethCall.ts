/** Typed `eth_call`: what comes back is decoded by the contract's ABI or refused. */
import type { Abi, ContractFunctionArgs, ContractFunctionName, ContractFunctionReturnType } from 'viem';
import { decodeFunctionResult, encodeFunctionData } from 'viem/utils';
import { type Asker, unwrap } from '../../collector/probe/api.ts';

type Hex = `0x${string}`;

export interface ContractCall<T> {
  readonly to: string;
  readonly data: Hex;
  /** Throws for bytes that are no such result. */
  readonly decode: (data: Hex) => T;
}

export const contractCall = <
  const abi extends Abi,
  name extends ContractFunctionName<abi, 'view'>,
  args extends ContractFunctionArgs<abi, 'view', name>,
>(
  to: string,
  abi: abi,
  functionName: name,
  args: args,
): ContractCall<ContractFunctionReturnType<abi, 'view', name, args>> => {
  // viem's own parameter types cannot be resolved for a generic ABI; this signature has already checked the three.
  const about = { abi: abi as Abi, functionName: functionName as string };
  return {
    to,
    data: encodeFunctionData({ ...about, args: args as readonly unknown[] }),
    decode: (data) => decodeFunctionResult({ ...about, data }) as ContractFunctionReturnType<abi, 'view', name, args>,
  };
};

/** Who is asked, and for how long at most. */
export interface Caller {
  readonly ask: Asker;
  readonly ladder: { readonly deadline: number };
}

const isHex = (value: unknown): value is Hex => typeof value === 'string' && /^0x([0-9a-fA-F]{2})*$/.test(value);

/**
 * Asks at the latest block. No bytes (`0x`: no contract there) and bytes that the ABI does not fit are `bad_shape`.
 * Throws ProbeFailure.
 */
export const ethCall = async <T>({ ask, ladder }: Caller, call: ContractCall<T>): Promise<T> =>
  unwrap(
    await ask.rpc('eth_call', [{ to: call.to, data: call.data }, 'latest'], ladder.deadline, (result) => {
      if (!isHex(result) || result === '0x') return { reason: 'bad_shape' as const };
      try {
        return { value: call.decode(result) };
      } catch {
        return { reason: 'bad_shape' as const };
      }
    }),
  );
