/** Alerts about the life of nodes: clocks, certificates, restarts, rewinds, subscriptions. */
import { metrics } from '../../collector/catalogue/index.ts';
import { by, sel, window } from '../../collector/catalogue/promql.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import { hasCertificate } from '../../collector/config/graph.ts';
import { limits } from '../../collector/policy/ladder.ts';
import { lifeLimits } from '../../collector/policy/life.ts';
import { unlessHalted } from './chain.ts';
import { defineAlert } from './define.ts';
import { lately } from './expressions.ts';
import { day, lifeAlert, slowStep } from './lifeBase.ts';
import { serving } from './node.ts';
import { byRegion } from './self.ts';

const { clockSkew, clockSkewUncertainty, nodeClockSkew, nodeClockSkewUncertainty } = metrics;
const { certificateExpiry, publicCertificateExpiry, nodeRestarts, headRewinds, subscriptionUp, nodeVerdict } = metrics;

const on = by(nodeVerdict, 'target', 'region', 'chain');

export const ClockSkewed = defineAlert({
  name: 'ClockSkewed',
  severity: 'warning',
  group: 'slow',
  expr: (fleet) =>
    byRegion(
      [{ name: fleet.vantage, region: fleet.vantage }, ...fleet.vantages],
      (vantage) => `max by ${by(clockSkew, 'vantage')} (abs(${sel(clockSkew, { vantage })})) > ${lifeLimits.clockSkew}
  and on ${by(clockSkew, 'vantage')}
max by ${by(clockSkew, 'vantage')} (${sel(clockSkewUncertainty, { vantage })}) < ${lifeLimits.clockSkew}`,
    ),
  for: lifeLimits.clockSkewFor,
  keepFiringFor: limits.keepFiring,
  scope: 'self',
  region: '{{ $labels.region }}',
  summary: 'The clock of a monitoring host is wrong.',
  description: `The clock of vantage {{ $labels.vantage }} has been off by more than ${lifeLimits.clockSkew} s for ${lifeLimits.clockSkewFor / 60} minutes, as those that it asks agree. Off by {{ $value | printf "%.1f" }} s now.`,
  impact: 'None: but every age and lag from this vantage is wrong by as much, and so may be what it calls an outage.',
  action: 'Look at NTP on the host of this collector (`timedatectl`, `chronyc tracking`), and set the clock slowly.',
});

export const NodeClockSkewed = lifeAlert('NodeClockSkewed', {
  severity: 'warning',
  expr: (fleet) =>
    `max by ${on} (abs(${sel(nodeClockSkew, serving(fleet))})) > ${lifeLimits.clockSkew}
  and on ${on}
max by ${on} (${sel(nodeClockSkewUncertainty, serving(fleet))}) < ${lifeLimits.clockSkew}`,
  for: lifeLimits.clockSkewFor,
  summary: 'The clock of a node is wrong.',
  description: `The clock of {{ $labels.target }} in {{ $labels.region }} has been off by more than ${lifeLimits.clockSkew} s for ${lifeLimits.clockSkewFor / 60} minutes, by its own answers, with ours put right. Off by {{ $value | printf "%.1f" }} s now.`,
  impact: 'None for reads yet; a consensus client with a wrong clock loses its peers and then the head.',
  action: "Look at NTP on the node's host (`timedatectl`, `chronyc tracking`), and set the clock slowly.",
  when: (fleet) => fleet.nodes.some(({ state, endpoint }) => state === 'serving' && endpoint.via === 'direct'),
});

const expiring = lifeLimits.certificate / day;

export const CertificateExpiring = lifeAlert('CertificateExpiring', {
  severity: 'warning',
  expr: (fleet) => {
    const parked = fleet.nodes.filter(({ state }) => state === 'parked').map(({ name }) => name);
    const match = { role: ['edge', 'node'], ...(parked.length > 0 ? { target: { not: parked } } : {}) } as const;
    const own = by(certificateExpiry, 'target', 'region', 'chain', 'role');
    return `(min by ${own} (${sel(certificateExpiry, match)}) - time()) / ${day} < ${expiring}`;
  },
  scope: '{{ $labels.role }}:{{ $labels.target }}',
  summary: 'A certificate expires soon.',
  description: `The certificate of {{ $labels.target }} in {{ $labels.region }} expires in less than ${expiring} days. Days left: {{ $value | printf "%.1f" }}.`,
  impact: 'None yet. Once it has expired every client that checks certificates is refused, all at once.',
  action: 'See why its renewal fails: the log of whatever renews it, the DNS record, the way to port 80 or 443.',
  // The address of an edge may not be known where rules are generated.
  when: (fleet) => fleet.edges.length > 0 || fleet.nodes.some(hasCertificate),
});

/** Members read it when something is wrong: then is no time for a warning of their browser. */
export const PublicCertificateExpiring = defineAlert({
  name: 'PublicCertificateExpiring',
  severity: 'warning',
  group: 'slow',
  expr: ({ vantage }) => `(min(${sel(publicCertificateExpiry, { vantage })}) - time()) / ${day} < ${expiring}`,
  keepFiringFor: limits.keepFiring,
  scope: 'self',
  region: ({ vantage }) => vantage,
  summary: "The public page's certificate expires soon.",
  description: `The certificate of the public status page expires in less than ${expiring} days. Days left: {{ $value | printf "%.1f" }}.`,
  impact: 'None yet. Once it has expired, members and their software are refused where they look during an outage.',
  action: 'See why its renewal fails: the log of the proxy in front of the router, the DNS record, the way to port 80.',
  when: ({ router }) => router.publicUrl?.startsWith('https://') === true,
});

export const NodeRestarting = lifeAlert('NodeRestarting', {
  severity: 'warning',
  expr: (fleet) => {
    const starts = `${sel(nodeRestarts, serving(fleet))}${window(3600 / slowStep, slowStep)}`;
    // An increase is extrapolated: two starts may come out as a little more than two.
    return `max by ${on} (increase(${starts})) > ${lifeLimits.restartsAnHour + 0.5}`;
  },
  summary: 'A node is started again and again.',
  description: `{{ $labels.target }} in {{ $labels.region }} has been started more than ${lifeLimits.restartsAnHour} times within an hour. Starts: {{ $value | printf "%.0f" }}.`,
  impact: 'Calls fail at each start, and the node is behind for a while after it; the load balancer drains it then.',
  action: 'Look for "OOM" in the kernel log of its host, and at the last lines of its own log before each start.',
});

export const NodeRewound = lifeAlert('NodeRewound', {
  severity: 'warning',
  expr: (fleet) => {
    const gone = `${sel(headRewinds, serving(fleet))}${window(lifeLimits.rewindShown / slowStep, slowStep)}`;
    return `max by ${on} (increase(${gone})) > 0`;
  },
  summary: 'A node has gone far back.',
  description: `The head of {{ $labels.target }} in {{ $labels.region }} has fallen within the last ${lifeLimits.rewindShown / 60} minutes far below one that it had answered before (more than ${lifeLimits.rewind} blocks; ${lifeLimits.rewindSlow} on a chain of slow blocks).`,
  impact: 'The node is behind until it has done them again; who reads from it meanwhile gets old blocks.',
  action: 'Look for "unclean shutdown" and "missing trie node" in its log; let it catch up before it serves again.',
});

const listening = (fleet: Fleet): readonly string[] =>
  fleet.nodes.flatMap(({ name, ws, state }) => (ws !== undefined && state === 'serving' ? [name] : []));

export const SubscriptionSilent = lifeAlert('SubscriptionSilent', {
  severity: 'warning',
  expr: (fleet) => {
    const match = { role: 'node', target: listening(fleet) } as const;
    return `max by ${on} (${sel(subscriptionUp, match)}) == 0
  and on ${on}
max by ${on} (${lately(nodeVerdict, { ...match, verdict: 'ok' })}) == 1
${unlessHalted(fleet)}`;
  },
  for: lifeLimits.subscriptionSilent,
  summary: 'A node tells no new heads by subscription.',
  description: `The subscription to new heads of {{ $labels.target }} in {{ $labels.region }} has not been open, or has brought nothing, for ${lifeLimits.subscriptionSilent} s or more, while its head by HTTP is fresh.`,
  impact: 'Clients that wait for new heads over WebSocket wait for ever; everything else goes on.',
  action: "See that the node's WebSocket port is open and its limit of connections is not reached; then restart it.",
  when: (fleet) => listening(fleet).length > 0,
});
