/** What the exporters of Cloudflare and of isolation are to the collector; `exporters/cloudflare/` and `exporters/isolation/` are them. */
import type { FleetCloudflare } from '../config/fleet.ts';
import type { Log } from '../log.ts';
import type { Recorder } from '../registry/registry.ts';

export type { Log, Recorder };

export interface CloudflareContext {
  readonly fleet: FleetCloudflare;
  /** Directory that it keeps its file in, absolute. */
  readonly data: string;
  readonly recorder: Recorder;
  readonly log: Log;
}

/** Begins to ask when it is made. */
export interface Cloudflare {
  readonly stop: () => Promise<void>;
}

export type CloudflareKind = (context: CloudflareContext) => Cloudflare;
