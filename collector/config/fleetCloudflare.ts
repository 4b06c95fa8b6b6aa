/** `cloudflare:` and `isolation:` after loading. */
import type { NamedSecret } from './namedSecret.ts';
import type { Secret } from './secret.ts';

/** What Cloudflare is asked. Durations in seconds. */
export interface FleetCloudflare {
  readonly token: NamedSecret;
  /** Undefined: that of the zones. */
  readonly account: string | undefined;
  /** Names of zones; their ids are asked for. */
  readonly zones: readonly string[];
  /** Hostnames that may be labels; all others are `other`. */
  readonly hosts: readonly string[];
  readonly delay: number;
  readonly refill: number;
  readonly tunnels: readonly FleetTunnel[];
  /** Base URL of the API, without a slash at its end. */
  readonly api: string;
}

/** A cloudflared and its own metrics, `host:port`. */
export interface FleetTunnel {
  readonly name: string;
  readonly metrics: string;
}

/** A machine that nobody may reach past Cloudflare. */
export interface IsolatedOrigin {
  readonly name: string;
  /** Host name or address; undefined while its file is not there. */
  readonly address: Secret | undefined;
  /** The file that it comes from, where it does. */
  readonly file: NamedSecret | undefined;
  readonly ports: readonly number[];
}

export interface FleetIsolation {
  /** Seconds. */
  readonly every: number;
  readonly origins: readonly IsolatedOrigin[];
}
