/** What the minute's work and the quarter's latencies are given. */
import type { Log, Recorder } from '../../collector/probe/cloudflare.ts';
import type { CloudflareClient } from './client.ts';
import type { Clock } from './clock.ts';
import type { OriginNames } from './rest/names.ts';
import type { Store } from './state.ts';

/** What is known by REST. */
export interface Directory {
  /** Ids of the zones of fleet.yaml that the token sees, by name. */
  readonly zones: () => ReadonlyMap<string, string>;
  readonly originNames: () => OriginNames;
}

export interface AnalyticsOptions {
  /** Names, hosts, and durations in seconds, of fleet.yaml. */
  readonly fleet: {
    readonly zones: readonly string[];
    readonly hosts: readonly string[];
    readonly delay: number;
    readonly refill: number;
  };
  readonly client: CloudflareClient;
  readonly directory: Directory;
  readonly store: Store;
  readonly recorder: Recorder;
  readonly log: Log;
  readonly clock: Clock;
}
