/** A chain as the whole simulated world agrees on it; what one source shows of it under a mode is `view.ts`. */
export interface Block {
  readonly number: number;
  /** Unix seconds, whole. */
  readonly timestamp: number;
  readonly hash: string;
  readonly parentHash: string;
  /** The JSON-RPC block, hashes only for transactions. */
  readonly json: Readonly<Record<string, unknown>>;
}

export interface ChainModel {
  /** EIP-155 chain id, and the one that `wrong_chain` answers. */
  readonly id: number;
  readonly wrongId: number;
  /** Blocks in an hour: how far ahead `future` is. */
  readonly blocksPerHour: number;
  /** Added to heights by `wrong_chain`. */
  readonly wrongShift: number;
  /** Prefix of the hash domains of this chain's forks. */
  readonly domain: string;
  /** Height of the chain's head at time `t` (Unix seconds, fractional); an old head is an earlier time. */
  readonly headAt: (t: number) => number;
  /** Heights of the `safe` and `finalized` tags at time `t`. */
  readonly safeAt: (t: number) => number;
  readonly finalizedAt: (t: number) => number;
  /** A produced block; undefined when the height is unknown or no longer kept. */
  readonly block: (number: number) => Block | undefined;
  readonly numberOf: (hash: string) => number | undefined;
  /** The chain itself stands still, or runs on. */
  readonly halt: (on: boolean, now: number) => void;
  readonly halted: () => boolean;
  /** Answers of the real client behind it, for what the model does not hold; absent for a synthetic chain. */
  readonly forward?: (method: string, params: readonly unknown[]) => Promise<Forwarded>;
}

export type Forwarded =
  | { readonly result: unknown }
  | { readonly error: { readonly code: number; readonly message: string } };
