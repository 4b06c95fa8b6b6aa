import { counter, gauge } from './define.ts';

/** What each cloudflared says of itself; lane `slow`, central collector only. */
export const tunnelMetrics = {
  cfTunnelConnections: gauge({
    name: 'headwatch_cloudflare_tunnel_connections',
    help: 'Connections that a cloudflared keeps to the edge (four when all is well), by its own metrics.',
    labels: { tunnel: 'open' },
    lane: 'slow',
  }),
  cfTunnelErrors: counter({
    name: 'headwatch_cloudflare_tunnel_request_errors_total',
    help: 'Requests that a cloudflared could not hand to its origin, by its own metrics.',
    labels: { tunnel: 'open' },
    lane: 'slow',
  }),
} as const;
