/** docs/policy.md: the ladder of thresholds and what may page, from the code that judges by them. */

import { pageClasses } from '../../alerts/rules/define.ts';
import { alerts } from '../../alerts/rules/index.ts';
import { knownChains } from '../../collector/policy/chains.ts';
import { formatSeconds } from '../../collector/policy/duration.ts';
import { defaultLadder, forkSettled, type Ladder, type Limits, limits } from '../../collector/policy/ladder.ts';
import { pageHeader } from './header.ts';
import { fine, shownLines } from './shown.ts';

/** In the words of fleet.yaml; a rung without its line does not compile. */
const rungs: Readonly<Record<keyof Ladder, { readonly key: string; readonly meaning: string }>> = {
  deadline: {
    key: 'deadline',
    meaning: 'Deadline of one light question; a hang counts as a miss from its send second.',
  },
  unreachable: { key: 'unreachable', meaning: 'A node that has not answered well for this long is `unreachable`.' },
  lagging: { key: 'lagging', meaning: 'A node this far behind the corroborated head is `lagging`.' },
  diverged: {
    key: 'diverged',
    meaning: 'A node alone with its block hash against two that agree, for this long, is `diverged`.',
  },
  stalled: {
    key: 'stalled',
    meaning: 'A node whose head has not moved for this long while the chain went on is `stalled`.',
  },
  stale: { key: 'stale', meaning: 'An edge head this far behind makes the second bad.' },
  halted: {
    key: 'halted',
    meaning: 'Nodes and at least two independent references all this old: the chain is `halted`.',
  },
  recovered: { key: 'recovered', meaning: 'A bad verdict is left only after this long without evidence for it.' },
  pageBad: { key: 'page_bad', meaning: 'Bad seconds within the page window that page.' },
  pageWindow: { key: 'page_window', meaning: 'The page window.' },
  readmit: { key: 'readmit', meaning: 'A drained node is re-admitted after this long clean.' },
};

const limitTexts: Readonly<Record<keyof Limits, string>> = {
  keepFiring: 'Every alert but the Watchdog keeps firing this long after its expression last held.',
  shortWindow: 'Shortest window of a page or node alert: one lost scrape or restart of ours decides nothing.',
  pageClear: 'No bad second for this long ends EdgeDown, before it keeps firing as above.',
  monitorDead: 'No tick of the central collector for this long is MonitorDead; of another vantage, VantageSilent.',
  routerDown: 'No sample of the router for this long is RouterDown.',
  referenceEvery: 'A reference is asked only this often: public endpoints answer 429.',
  aloneFor: "A source must have advanced with the clock for this long to stand alone as a chain's head.",
  future: 'A block further in the future than this is a lie.',
  futureAlone:
    "The same for a target that is alone, and at a node's check for the load balancer: its clock may be wrong, or ours.",
  fastestBlock: 'No chain makes blocks faster: on a quiet one, a head further from another than that is no evidence.',
  quietAlone:
    'A quiet chain without a block for this long, and without a live reference: its verdict is `unverifiable`.',
  unverifiableFor: 'A chain with an old head and nothing to compare it with is ChainUnverifiable after this long.',
  blindFor: 'A vantage that cannot see the Internet for this long is VantageBlind.',
  deliveryLate: 'A message that the router could not deliver for this long is DeliveriesFailing.',
  tickLate: 'A tick that starts this late proves nothing: its second is unknown, of which UnknownSeconds tells.',
  scrapeTimeout: 'The fast lane is given up after this long; what then is missing is MonitorDead.',
  probeSlowest: 'The slowest of the slow probes runs this often.',
  watchdogEvery: 'The Watchdog beats this often.',
  alertResend:
    'Prometheus repeats what fires to Alertmanager this often; what that has not heard for four times as long it calls over.',
  beatEvery: "The router beats its own dead man's URL this often.",
  beatLate: 'Either is missed after this long: the router pages itself, or whoever hears the other one calls.',
  beatDrained: 'A message in the outbox that has waited this long holds that beat back.',
  ledgerLate: 'A ledger job that has not run through for this long holds that beat back.',
  provenEvery: 'PagerDuty hears from the router at least this often.',
  provenLate: 'No event accepted by PagerDuty for this long is PagingUnproven.',
  provenFirst: 'The first one after a start may take this long.',
  alertmanagerSettled: 'Absent from Alertmanager means resolved only when every Alertmanager has been up this long.',
  journeyEvery: 'A full journey runs this often, as a member asks; each second while it fails or is being confirmed.',
  journeyNodeEvery: 'The journey over a node that serves no edge runs this often.',
  journeyHolds: 'What a journey said holds this long without a new one; then the second is unknown.',
  bootEvery: 'The boot call list runs this often; with every journey while it fails.',
  keyCheckEvery: 'A keyed edge is asked with a wrong key this often.',
  burnGuardLong: 'BudgetFastBurn wants this many bad seconds in its long window, whatever the objective.',
  burnGuardShort: 'The same for its short window: one lost probe never pages.',
  unknownPerDay: 'Unknown seconds of an edge within a day that are UnknownSeconds.',
  unmeasured: "No sample of an edge's seconds for this long is MetricsAbsent.",
  breachShown: 'SlaBreached fires for this long after the breach was noted, once a month at most.',
  retention: 'Prometheus keeps samples this long; no rule looks further back.',
  ledgerSettles: 'The SLA ledger writes seconds that are this old.',
  ledgerSettlesGaps: 'The same where samples of a vantage are missing: its agent may yet deliver them.',
  maintenanceNotice: 'A window leaves the adjusted figure only when it was announced this long ahead.',
  publishEvery: 'The public page and status.json are copied this often.',
  publishedOld: 'A copy of the public page that is this old says so by itself.',
  membersAfter: 'Members are told of an outage in their channel once it has lasted this long.',
  membersEvery: 'They are told again this often until it is over.',
  batchStopped: 'A rollup that delivers no batch to its parent chain for this long is BatchPosterStopped.',
  inboxHolds: 'A node that has not read a batch for this long has lost its way to L1, or to the blobs.',
  finalizedLate: "A node's finalized block may be this much older than the one of its parent chain.",
  l1FinalizedLate: 'A finalized block of the parent chain this old says that it does not finalize.',
  lbFresh: "What another member of an edge said this long ago proves nothing to the load balancer's check of a node.",
  joiningReady: 'A joining node that has been at the head for this long is ready to serve.',
  reopenWithin: 'A card reopens, instead of a new one, within this time of its resolve.',
};

// Object.keys widens to string; the records above are complete by their types.
const ladderKeys = Object.keys(rungs) as readonly (keyof Ladder)[];
const limitKeys = Object.keys(limitTexts) as readonly (keyof Limits)[];

/** Chains whose shipped ladders are equal share a column. */
const columns = (): readonly { readonly chains: readonly string[]; readonly ladder: Ladder }[] => {
  const found = new Map<string, { chains: string[]; ladder: Ladder }>();
  for (const chain of Object.values(knownChains)) {
    const ladder = defaultLadder(chain);
    const column = found.get(JSON.stringify(ladder));
    if (column) column.chains.push(chain.name);
    else found.set(JSON.stringify(ladder), { chains: [chain.name], ladder });
  }
  return [...found.values()];
};

export const policyReference = (): string => {
  const ladders = columns();
  const head = ladders.map(({ chains }) => chains.join(', ')).join(' | ');
  const lines = ladderKeys.map(
    (key) =>
      `| \`${rungs[key].key}\` | ${ladders.map(({ ladder }) => formatSeconds(ladder[key])).join(' | ')} | ${rungs[key].meaning} |`,
  );
  const pages = Object.entries(pageClasses).map(
    ([name, pageClass]) =>
      `| [${name}](runbooks/${name}.md) | \`${pageClass}\` | ${alerts[name as keyof typeof pageClasses].summary}${name === 'ChainHalted' ? ' A page only with `service.page_on_halt`.' : ''} |`,
  );
  const others = Object.values(alerts)
    .filter((alert) => alert.severity !== 'page')
    .map((alert) => `| [${alert.name}](runbooks/${alert.name}.md) | ${alert.severity} | ${alert.summary} |`);
  return `${pageHeader('collector/policy and alerts/rules')}

# Policy

The one place where thresholds live. The collector judges by them, and rules and dashboards are generated from them.

## The ladder

Shipped values per chain. Any rung can be set per chain in fleet.yaml: \`policy: { arbitrum-one: { lagging: 20s } }\`.
A chain that is not listed takes the second column with blocks of 6 s or more, else the first; with blocks of 1 s or more
its \`diverged\` is at least three of them, and at least ${formatSeconds(forkSettled(1))}.

| rung | ${head} | meaning |
|---|${ladders.map(() => '---|').join('')}---|
${lines.join('\n')}

## Limits

Not of one chain.

| limit | value | meaning |
|---|---|---|
${limitKeys.map((key) => `| \`${key}\` | ${fine(limits[key])} | ${limitTexts[key]} |`).join('\n')}

## Colours without an alert

Limits that only colour a dashboard: the seconds of members, or another alert, tell sooner of what they are about.

| limit | value | meaning |
|---|---|---|
${shownLines()}

## What pages

A closed list. Pages group by scope, region and class: one outage is one page within its class.

| alert | class | when |
|---|---|---|
${pages.join('\n')}

## Everything else

| alert | severity | when |
|---|---|---|
${others.join('\n')}
`;
};
