/**
 * How long a monitor takes to drain an origin that fails. Retries follow a timeout at once; `consecutive_down` failed
 * checks in a row are needed, each an interval after the other. Source: https://developers.cloudflare.com/load-balancing/monitors.
 */
import { cloudflareMonitor } from '../../../collector/policy/balancer.ts';
import type { Monitor } from './schemas.ts';

export interface DrainTime {
  /** Seconds from the failure: it fails just before a check, and just after one. */
  readonly least: number;
  readonly most: number;
}

export const drainTimeOf = ({ interval, timeout, retries, consecutive_down }: Monitor): DrainTime => {
  const { intervalSeconds, timeoutSeconds, retries: defaultRetries } = cloudflareMonitor.default;
  // 0 stands for the default.
  const every = interval || intervalSeconds;
  const checks = Math.max(1, consecutive_down ?? 1);
  const timeouts = (timeout || timeoutSeconds) * ((retries ?? defaultRetries) + 1);
  return { least: (checks - 1) * every + timeouts, most: checks * every + timeouts };
};
