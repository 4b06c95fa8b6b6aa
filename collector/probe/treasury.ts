/** What the exporter of the treasury is to the collector; `exporters/treasury/` is it. */
import type { Fleet } from '../config/fleet.ts';
import type { Log } from '../log.ts';
import type { Recorder } from '../registry/registry.ts';
import type { Asker } from './api.ts';

export type { Log, Recorder };

/** A node of ours on the treasury's chain. */
export interface TreasurySource {
  readonly name: string;
  readonly asker: Asker;
  /** Its verdict is ok: what it does not have may be called missing. */
  readonly well: boolean;
}

export interface TreasuryOptions {
  readonly fleet: Pick<Fleet, 'home' | 'treasury' | 'chains'>;
  /** Those that can be believed just now, the best first. */
  readonly sources: () => readonly TreasurySource[];
  readonly recorder: Recorder;
  readonly log: Log;
}

/** Begins when it is made; undefined without `treasury` in fleet.yaml. */
export type TreasuryKind = (options: TreasuryOptions) => { readonly stop: () => Promise<void> } | undefined;
