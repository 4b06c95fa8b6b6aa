/** Alerts about the monitor itself. A monitor that is silent must say so through someone else. */
import { metrics } from '../../collector/catalogue/index.ts';
import { by, increase, type Selector, sel } from '../../collector/catalogue/promql.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import { observing } from '../../collector/config/observing.ts';
import { limits } from '../../collector/policy/ladder.ts';
import { defineAlert, definePage } from './define.ts';
import { anyOf, freshWindow, groupBy, indent, lately, nothingSince } from './expressions.ts';

const { ticks, vantageBlind, incidentsOpen, outboxOldest, pagingArmed, pagingProven } = metrics;

/** Missed ticks never ran: a collector that only misses does not watch. */
const ran = ['ok', 'tainted'] as const;

/** The ticks of the chain that is watched least: one chain whose ticks fail would show frozen gauges for ever. */
const fewestTicks = (match: Selector<typeof ticks>, keep: readonly 'vantage'[]): string =>
  `min by ${by(ticks, ...keep)} (sum by ${by(ticks, ...keep, 'chain')} (${increase(ticks, { ...match, outcome: ran }, freshWindow)}))`;

export const MonitorDead = definePage({
  name: 'MonitorDead',
  group: 'fast',
  expr: ({ vantage }) => {
    const match = { vantage, outcome: ran };
    // Gone, or still answering scrapes without asking anyone of a chain anything.
    return `max(${nothingSince(ticks, match, freshWindow)})
or
${fewestTicks({ vantage }, [])} == 0`;
  },
  for: limits.monitorDead - freshWindow,
  keepFiringFor: limits.keepFiring,
  scope: 'self',
  region: (fleet) => fleet.vantage,
  summary: 'The central collector does not watch the fleet.',
  description: (fleet) =>
    `Prometheus has seen no tick of the collector of vantage ${fleet.vantage} for ${limits.monitorDead} s or more.`,
  impact: 'None known: but nobody would notice an outage now, and seconds go by unmeasured.',
  action: 'See whether the collector runs on its host and Prometheus reaches it; start it again.',
});

interface Speaker {
  readonly name: string;
  readonly region: string;
}

/** The other vantages that speak for a region of an edge; one that asks nobody makes no ticks. */
const asking = (fleet: Fleet): readonly Speaker[] =>
  fleet.vantages.filter(({ region }) => fleet.edges.some((edge) => Object.hasOwn(edge.regions, region)));

/** An expression about some vantages with the region that they speak for, which need not be their name. */
export const byRegion = (speakers: readonly Speaker[], expr: (names: readonly string[]) => string): string =>
  anyOf(
    groupBy(speakers, ({ region }) => region).map((ofRegion) => {
      const inner = indent(expr(ofRegion.map(({ name }) => name)));
      return `label_replace(\n${inner},\n  "region", "${ofRegion[0]?.region}", "", ""\n)`;
    }),
  );

export const VantageSilent = defineAlert({
  name: 'VantageSilent',
  severity: 'warning',
  group: 'slow',
  expr: (fleet) =>
    byRegion(asking(fleet), (names) =>
      anyOf([
        ...names.map((vantage) => nothingSince(ticks, { vantage }, freshWindow)),
        `${fewestTicks({ vantage: names }, ['vantage'])} == 0`,
      ]),
    ),
  for: limits.monitorDead - freshWindow,
  keepFiringFor: limits.keepFiring,
  scope: 'self',
  region: '{{ $labels.region }}',
  summary: 'A vantage has stopped reporting.',
  description: `Prometheus has seen no tick of the collector of vantage {{ $labels.vantage }} for ${limits.monitorDead} s or more.`,
  impact: 'None known: the region of this vantage is not measured while it is silent.',
  action: 'See whether the collector runs on its host and its private listener can be reached from Prometheus.',
  when: (fleet) => asking(fleet).length > 0,
});

export const VantageBlind = defineAlert({
  name: 'VantageBlind',
  severity: 'warning',
  group: 'slow',
  expr: (fleet) =>
    byRegion(
      [{ name: fleet.vantage, region: fleet.vantage }, ...fleet.vantages],
      (names) => `max by ${by(vantageBlind, 'vantage')} (${lately(vantageBlind, { vantage: names })}) == 1`,
    ),
  for: limits.blindFor,
  keepFiringFor: limits.keepFiring,
  scope: 'self',
  region: '{{ $labels.region }}',
  summary: 'A vantage cannot see the Internet.',
  description: `The collector of vantage {{ $labels.vantage }} has reached none of its controls (where there are none: nothing at all) for ${limits.blindFor} s or more. What does not answer it meanwhile is unknown, not down.`,
  impact: 'None known: the region of this vantage is not measured while it is blind.',
  action: "Look at the network and the name resolution of the collector's host.",
});

export const RouterDown = defineAlert({
  name: 'RouterDown',
  severity: 'warning',
  group: 'slow',
  delivery: 'native',
  expr: () => `max(${nothingSince(incidentsOpen, {}, limits.routerDown / 2)})`,
  for: limits.routerDown / 2,
  keepFiringFor: limits.keepFiring,
  scope: 'self',
  region: (fleet) => fleet.vantage,
  summary: 'The router does not run: incidents get no cards.',
  description: `Prometheus has seen no sample of the router for ${limits.routerDown} s or more. Pages still go out through Alertmanager.`,
  impact: 'None: but operators see no cards, and the status page does not answer.',
  action:
    'See whether `headwatch alert` runs and its private listener can be reached; read its log and start it again.',
});

export const DeliveriesFailing = defineAlert({
  name: 'DeliveriesFailing',
  severity: 'warning',
  group: 'slow',
  delivery: 'native',
  expr: () => `max by ${by(outboxOldest, 'sink')} (${sel(outboxOldest)}) > ${limits.deliveryLate}`,
  keepFiringFor: limits.keepFiring,
  scope: 'self',
  region: (fleet) => fleet.vantage,
  summary: 'The router cannot deliver its messages.',
  description: 'The oldest message that {{ $labels.sink }} has not accepted is {{ $value | humanizeDuration }} old.',
  impact: 'None: but operators see old cards, or acknowledgements do not reach the pager.',
  action:
    "Look at the deliveries by outcome: `rejected` and `gone` want a new webhook, the others pass with the sink's trouble.",
});

export const PagingUnproven = defineAlert({
  name: 'PagingUnproven',
  severity: 'warning',
  group: 'slow',
  // Absent is what it is before the first proof, so what is known to be young is taken away from what is armed.
  expr: () => `max(${sel(pagingArmed)}) == 1
unless
max(${sel(pagingProven, { proof: 'accepted' })}) > time() - ${limits.provenLate}`,
  for: limits.provenFirst,
  keepFiringFor: limits.keepFiring,
  scope: 'self',
  region: (fleet) => fleet.vantage,
  summary: 'Nothing proves that a page would reach PagerDuty.',
  description: `PagerDuty has accepted no event of the router with the key in place for ${limits.provenLate / 3600} h or more, or never.`,
  impact: 'None yet: but the next page may reach nobody.',
  action: 'Look at the deliveries to PagerDuty by outcome: refused wants a new key, the others the way there.',
  when: (fleet) => fleet.notify.pagerduty !== undefined && !observing(fleet),
});

export const Watchdog = defineAlert({
  name: 'Watchdog',
  severity: 'info',
  group: 'slow',
  delivery: 'deadman',
  // It has no `keepFiringFor`: its expression cannot flap, and what holds it back must be seen at once.
  expr: () => 'vector(1)',
  scope: 'self',
  region: 'all',
  summary: 'Alerting works, from rule to delivery.',
  description: 'This alert always fires. Whoever stops receiving it must raise the alarm.',
  impact: 'None.',
  action: 'Nothing while it fires; when it stops, see whether Prometheus and Alertmanager run.',
});
