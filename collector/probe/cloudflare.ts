/** What the exporter of Cloudflare is to the collector; `exporters/cloudflare/` is it. */
import type { Fleet } from '../config/fleet.ts';
import type { Log } from '../log.ts';
import type { Recorder } from '../registry/registry.ts';

export type { Log, Recorder };

export interface CloudflareOptions {
  readonly fleet: Pick<Fleet, 'home' | 'edges' | 'cloudflare' | 'isolation'>;
  readonly recorder: Recorder;
  readonly log: Log;
  /** Whether the controls answer just now; undefined without controls. */
  readonly seesInternet: () => Promise<boolean | undefined>;
}

/** Begins when it is made. Without `cloudflare` and `isolation` in fleet.yaml it does nothing. */
export type CloudflareKind = (options: CloudflareOptions) => { readonly stop: () => Promise<void> };
