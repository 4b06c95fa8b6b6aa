/** Alerts about the promise that nodes are to be reached through Cloudflare alone, and about the tunnels behind it. */
import { metrics } from '../../collector/catalogue/index.ts';
import { by, sel } from '../../collector/catalogue/promql.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import { cloudflareLimits as limit } from '../../collector/policy/cloudflare.ts';
import { cloudflareAlert, hasCloudflare, span } from './cloudflareBase.ts';
import { anyOf } from './expressions.ts';

const { isolation, isolationAt, edgeBehind, cfTunnelConnections } = metrics;
const onOrigin = by(isolation, 'origin');

const isIsolated = (fleet: Fleet): boolean => fleet.isolation !== undefined;
const fronted = ({ edges }: Fleet): boolean => edges.some(({ endpoint }) => endpoint.via === 'cloudflare');
const tunnels = (fleet: Fleet): readonly string[] => (fleet.cloudflare?.tunnels ?? []).map(({ name }) => name);

export const OriginExposed = cloudflareAlert('OriginExposed', {
  severity: 'warning',
  expr: () => `max by ${onOrigin} (${sel(isolation, { result: 'open' })}) == 1`,
  summary: 'An origin can be reached past Cloudflare.',
  description:
    'Origin {{ $labels.origin }} took a connection over the public route when it was last tried: whoever knows its address reaches it past Cloudflare.',
  impact: 'None yet. The promise that nodes are isolated does not hold: it can be attacked, or used, directly.',
  action: "Close the port in its firewall (the collector's log names it); then see how long it was open, and who came.",
  when: isIsolated,
});

export const IsolationUnverified = cloudflareAlert('IsolationUnverified', {
  severity: 'info',
  expr: () =>
    anyOf([
      `max by ${onOrigin} (${sel(isolation, { result: 'unknown' })}) == 1`,
      `label_replace(time() - max(${sel(isolationAt)}) > ${limit.isolationStale}, "origin", "all of them", "", "")`,
    ]),
  for: limit.isolationStale,
  summary: 'Nobody can tell whether an origin is closed to the public.',
  description: `For ${limit.isolationStale / 60} minutes or more it could not be told whether an origin is closed to the public ({{ $labels.origin }}): no public address, no controls that answer, or no try at all.`,
  impact: 'None known: but what is promised to members is not verified meanwhile.',
  action: 'See that its address is there and public, and that the controls answer from the central collector.',
  when: isIsolated,
});

export const EdgeNotBehindCloudflare = cloudflareAlert('EdgeNotBehindCloudflare', {
  severity: 'warning',
  expr: () => `min by ${by(edgeBehind, 'target')} (${sel(edgeBehind)}) == 0`,
  for: limit.poolDownFor,
  summary: "An edge's hostname leads past Cloudflare.",
  description:
    "The hostname of edge {{ $labels.target }} resolves to an address that is not one of Cloudflare's: the record is not proxied, or points elsewhere.",
  impact: 'Members reach something without protection and without failover, and DNS gives its address away.',
  action: 'Look at the DNS record: proxy it again. An address that was in DNS is known: change it.',
  when: (fleet) => (isIsolated(fleet) || hasCloudflare(fleet)) && fronted(fleet),
});

export const TunnelDegraded = cloudflareAlert('TunnelDegraded', {
  severity: 'warning',
  expr: (fleet) =>
    anyOf([
      `max by ${by(cfTunnelConnections, 'tunnel')} (${sel(cfTunnelConnections)}) < ${limit.tunnelConnections}`,
      ...tunnels(fleet).map(
        (tunnel) => `absent_over_time(${span(cfTunnelConnections, { tunnel }, limit.healthStale)})`,
      ),
    ]),
  for: limit.healthStale,
  summary: 'A tunnel has lost connections to the edge.',
  description: `The cloudflared of tunnel {{ $labels.tunnel }} has kept fewer than ${limit.tunnelConnections} connections to the edge, or has not told of any, for ${limit.healthStale / 60} minutes or more.`,
  impact: 'None while one connection is left: but it takes whatever is behind it out when that goes.',
  action: 'Look at the log of that cloudflared, and at its way out to port 7844; restart it if it does not come back.',
  when: (fleet) => tunnels(fleet).length > 0,
});
