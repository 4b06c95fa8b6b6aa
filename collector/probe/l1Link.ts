/**
 * What the collector asks of the parent chain about a rollup: the exporter in `exporters/l1Link/` knows the contracts,
 * `collector/l1Link/` decides whom to ask and what it means.
 */
import type { Chain } from '../policy/chains.ts';
import type { Asker } from './api.ts';

/** As one source of the parent chain tells it, at its own latest block. */
export interface RollupFacts {
  /** Batches that were delivered (`SequencerInbox.batchCount`). */
  readonly batchCount: number;
  /** Messages of the rollup up to the end of the last batch (`Bridge.sequencerReportedSubMessageCount`). */
  readonly messages: number;
  /** Delayed messages that no batch has taken in yet. */
  readonly delayed: number;
  /** When the last batch was delivered, Unix seconds; at the latest, where none is in the blocks that were looked through. */
  readonly postedAt: number;
}

export interface RollupProbe {
  /**
   * Height of the rollup's first Nitro block: message index = height − this. Published figures differ by one, so it is
   * good for a backlog and not for an equality.
   */
  readonly firstBlock: number;
  /** @throws ProbeFailure; `contract_differs` when the contracts do not name each other */
  ask(asker: Asker, deadline: number): Promise<RollupFacts>;
}

/** Undefined for a chain that is no rollup whose contracts are known. */
export type RollupKind = (chain: Chain) => RollupProbe | undefined;
