/** Logs as a pure function of the block that they are in, so that every node has the same ones without any store. */
import type { Block } from './model.ts';

/** As `eth_getLogs` answers it. */
export interface Log {
  readonly address: string;
  readonly blockHash: string;
  readonly blockNumber: string;
  readonly data: string;
  readonly logIndex: string;
  readonly removed: boolean;
  readonly topics: readonly string[];
  readonly transactionHash: string;
  readonly transactionIndex: string;
}

export interface Events {
  /** Whether the block of this true height has any: asked first, because making a block costs. */
  readonly has: (height: number) => boolean;
  readonly of: (block: Block, height: number) => readonly Log[];
}
