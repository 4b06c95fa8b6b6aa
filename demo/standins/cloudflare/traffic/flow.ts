/** Requests that are alike, as the edge met them: what analytics are made of, and what the truth is counted from. */

/** What a load balancer decided for them. */
export interface Decision {
  readonly lb: string;
  readonly pool: string;
  readonly poolId: string;
  readonly origin: string;
  readonly policy: string;
  readonly healthy: boolean;
  readonly errorType: string;
}

export interface SecurityAct {
  readonly action: string;
  /** In Cloudflare's words: `ratelimit`, `firewallCustom`, `botFight`. */
  readonly source: string;
  readonly ruleId: string;
}

export interface Flow {
  readonly zone: string;
  /** When they were sent, and when analytics know of them; Unix milliseconds. */
  readonly at: number;
  readonly seenAt: number;
  /** How many; everything below is each one's. */
  readonly n: number;
  readonly host: string;
  readonly method: string;
  readonly country: string;
  readonly colo: string;
  /** Load balancing region of the client: `WEU`, `ENAM`. */
  readonly region: string;
  readonly status: number;
  /** 0 when the origin gave no answer or was not asked. */
  readonly originStatus: number;
  /** Empty when no origin was asked. */
  readonly originIp: string;
  readonly cache: 'hit' | 'miss' | 'dynamic' | 'none';
  /** `eyeball` for end users. */
  readonly source: string;
  readonly bytes: number;
  readonly requestBytes: number;
  /** Whole milliseconds. */
  readonly ttfbMs: number;
  readonly originMs: number;
  readonly decision?: Decision;
  readonly act?: SecurityAct;
}

/** What happened in one minute of one zone. */
export interface Traffic {
  /** @param start of the minute, Unix milliseconds */
  minute(zone: string, start: number): readonly Flow[];
}

export const minuteMs = 60_000;
export const minuteOf = (at: number): number => Math.floor(at / minuteMs) * minuteMs;
