/**
 * What each cloudflared says of itself on its own page of metrics. Names as cloudflared gives them:
 * https://developers.cloudflare.com/cloudflare-one/networks/connectors/cloudflare-tunnel/monitor-tunnels/metrics/
 */
import { metrics } from '../../collector/catalogue/index.ts';
import type { FleetTunnel } from '../../collector/config/fleetCloudflare.ts';
import { Secret } from '../../collector/config/secret.ts';
import { createPool } from '../../collector/rpc/pool.ts';
import { createLevels, type LevelRecorder, repeat } from '../levels.ts';
import { parseMetricsText, type Samples } from '../nodeMetrics/parseText.ts';

const connections = 'cloudflared_tunnel_ha_connections';
/** Without and with the suffix that OpenMetrics asks for. */
const errors = ['cloudflared_tunnel_request_errors', 'cloudflared_tunnel_request_errors_total'];
const wanted: ReadonlySet<string> = new Set([connections, ...errors]);

/** Seconds. */
const every = 15;
const deadline = 5;

const sumOf = (samples: Samples, names: readonly string[]): number | undefined => {
  const found = names.flatMap((name) => samples.get(name) ?? []);
  return found.length > 0 ? found.reduce((sum, { value }) => sum + value, 0) : undefined;
};

/** @returns the stop function */
export const watchTunnels = (
  tunnels: readonly FleetTunnel[],
  recorder: LevelRecorder,
  pace: { readonly every: number } = { every },
): (() => Promise<void>) => {
  const stops = tunnels.map(({ name: tunnel, metrics: address }) => {
    const pool = createPool({ url: new Secret(`http://${address}/metrics`), headers: {}, via: 'direct' });
    const levels = createLevels(recorder);
    let stood: number | undefined;
    const stop = repeat(pace.every, 0, async () => {
      const seen = await pool.exchange({ method: 'GET', deadline });
      const samples = seen.ok ? parseMetricsText(seen.value, wanted) : undefined;
      const open = samples && sumOf(samples, [connections]);
      levels.round((set) => {
        if (open !== undefined) set(metrics.cfTunnelConnections, { tunnel }, open);
      });
      const failed = samples && sumOf(samples, errors);
      if (failed === undefined) return;
      // What was before us is not ours; one that stands lower has begun anew.
      const grown = stood === undefined ? 0 : failed >= stood ? failed - stood : failed;
      stood = failed;
      recorder.inc(metrics.cfTunnelErrors, { tunnel }, grown);
    });
    return () => {
      stop();
      return pool.close();
    };
  });
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
};
