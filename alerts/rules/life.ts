/** Alerts about the life of nodes: upgrades, clocks, certificates, restarts, rewinds, subscriptions. */
import { metrics } from '../../collector/catalogue/index.ts';
import { by, sel, window } from '../../collector/catalogue/promql.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import { hasCertificate } from '../../collector/config/graph.ts';
import { limits } from '../../collector/policy/ladder.ts';
import { lifeLimits } from '../../collector/policy/life.ts';
import { unlessHalted } from './chain.ts';
import { type AlertDef, defineAlert } from './define.ts';
import { anyOf, lately } from './expressions.ts';
import { serving } from './node.ts';
import { byRegion } from './self.ts';

const { upgradeDeadline, upgradeNeeded, clockSkew, clockSkewUncertainty, nodeClockSkew, nodeClockSkewUncertainty } =
  metrics;
const { certificateExpiry, publicCertificateExpiry, nodeRestarts, headRewinds, subscriptionUp, nodeVerdict } = metrics;

/** All of it is scraped every 15 s. */
const slowStep = 15;
const day = 86_400;
const on = by(nodeVerdict, 'target', 'region', 'chain');

type LifeText = Pick<
  AlertDef,
  'severity' | 'expr' | 'for' | 'summary' | 'description' | 'impact' | 'action' | 'when' | 'scope'
>;

const lifeAlert = <const N extends string>(name: N, text: Omit<LifeText, 'scope'> & { scope?: string }): AlertDef<N> =>
  defineAlert({
    name,
    group: 'slow',
    keepFiringFor: limits.keepFiring,
    scope: 'node:{{ $labels.target }}',
    region: '{{ $labels.region }}',
    when: (fleet) => fleet.nodes.some(({ state }) => state === 'serving'),
    ...text,
  });

const onPlan = by(upgradeDeadline, 'target', 'region', 'chain', 'source', 'upgrade');
const daysLeft = (fleet: Fleet): string =>
  `(max by ${onPlan} (${sel(upgradeDeadline, serving(fleet))}) - time()) / ${day}`;
const need = (fleet: Fleet, needed: 'yes' | 'unknown' | readonly ('yes' | 'unknown')[]): string =>
  `max by ${onPlan} (${sel(upgradeNeeded, { ...serving(fleet), needed })}) == 1`;

const tellers = {
  arbos: "the chain's own schedule",
  nitro: 'the node itself',
  eth_config: 'execution clients of its chain',
  beacon_spec: 'consensus clients of its chain',
  fleet: 'fleet.yaml',
} as const;
const teller = Object.entries(tellers)
  .map(([source, words]) => `{{ if eq $labels.source "${source}" }}${words}{{ end }}`)
  .join('');

/** What fleet.yaml says of its own entries, without what means something to a template. */
const about = (fleet: Fleet): string =>
  (fleet.upgrades ?? [])
    .map(({ chain, client, version, about: words, url }) => {
      const text = [words, url].filter((part) => part !== undefined).join(': ');
      const plain = text.replaceAll(/[{}"\\\p{Cc}]/gu, ' ');
      return text === '' ? '' : `{{ if eq $labels.upgrade "${client ?? chain}-${version}" }} ${plain}{{ end }}`;
    })
    .join('');

const upgradeText = (fleet: Fleet): string =>
  `{{ $labels.target }} in {{ $labels.region }} is not ready for {{ $labels.upgrade }}, or is not known to be, as told by ${teller}. Days left: {{ $value | printf "%.1f" }}.${about(fleet)}`;

/** Clients of other chains tell of no upgrade: fleet.yaml may. */
const mayBeUpgraded = (fleet: Fleet): boolean =>
  (fleet.upgrades ?? []).length > 0 || fleet.nodes.some(({ kind, state }) => state === 'serving' && kind !== 'evm');

/** Days, from `since` before the deadline until the next alert has taken over. */
const between = (fleet: Fleet, since: number, next: number): string =>
  `${daysLeft(fleet)} <= ${since / day} > ${(next - lifeLimits.upgradeOverlap) / day}`;

type UpgradeText = Pick<LifeText, 'severity' | 'expr' | 'summary' | 'action'>;

const upgradeAlert = <const N extends string>(name: N, text: UpgradeText): AlertDef<N> =>
  lifeAlert(name, {
    ...text,
    when: mayBeUpgraded,
    // At its start a node has not said its version yet.
    for: 4 * slowStep,
    description: upgradeText,
    impact: 'None yet. After the deadline the node follows another chain, or none: who reads from it gets old blocks.',
  });

const needed = (fleet: Fleet, since: number, next: number): string => `${between(fleet, since, next)}
  and on ${onPlan}
${need(fleet, ['yes', 'unknown'])}`;

export const UpgradeDueSoon = upgradeAlert('UpgradeDueSoon', {
  severity: 'info',
  expr: (fleet) => needed(fleet, lifeLimits.upgradeSoon, lifeLimits.upgradeNear),
  summary: 'A node must be upgraded within the next weeks.',
  action: 'Read the release notes, and plan one node after the other with `headwatch maintenance start`.',
});

export const UpgradeDueInTwoWeeks = upgradeAlert('UpgradeDueInTwoWeeks', {
  severity: 'info',
  expr: (fleet) => needed(fleet, lifeLimits.upgradeNear, lifeLimits.upgradeDue),
  summary: 'A node must be upgraded within two weeks.',
  action: 'Upgrade the node that serves least, and watch it for some days before the others follow.',
});

export const UpgradeDue = upgradeAlert('UpgradeDue', {
  severity: 'warning',
  expr: (fleet) => needed(fleet, lifeLimits.upgradeDue, lifeLimits.upgradeLast),
  summary: 'A node must be upgraded within days.',
  action: 'Upgrade it now, in a window of its own; where its version is not known, ask the node for it.',
});

export const UpgradeDueInTwoDays = upgradeAlert('UpgradeDueInTwoDays', {
  severity: 'warning',
  expr: (fleet) =>
    anyOf([
      `(
  ${daysLeft(fleet)} <= ${lifeLimits.upgradeLast / day}
    and on ${onPlan}
  ${need(fleet, 'yes')}
)`,
      `(
  ${daysLeft(fleet)} <= ${lifeLimits.upgradeLast / day} > 0
    and on ${onPlan}
  ${need(fleet, 'unknown')}
)`,
    ]),
  summary: 'A node must be upgraded within two days, or should have been.',
  action: 'Upgrade it today; with all nodes of an edge not ready, wake whoever may restart them.',
});

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
