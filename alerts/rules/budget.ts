/**
 * Alerts about the service level: how fast its budget goes, whether it is gone, and whether anyone is measuring. Only
 * the fast burn is about the edge itself; the others last for hours or days after the last bad second, so they are of
 * scope `sla` and keep no incident of an edge open.
 */
import { metrics } from '../../collector/catalogue/index.ts';
import { by, sel, window } from '../../collector/catalogue/promql.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import { measuredRegions } from '../../collector/config/graph.ts';
import { formatSeconds } from '../../collector/policy/duration.ts';
import { limits } from '../../collector/policy/ladder.ts';
import { type BurnTier, burning, burnTiers, reachable, type TierName } from '../slo/burn.ts';
import { recorded, secondsIn } from '../slo/recordings.ts';
import { leveledEdges } from '../slo/recordRules.ts';
import { defineAlert, definePage } from './define.ts';
import { anyOf, figure, freshWindow, nothingSince } from './expressions.ts';

const { edgeSeconds, slaBreach, slaMonthSeconds, slaMonthBudget } = metrics;

const leveled = (fleet: Fleet): boolean => leveledEdges(fleet).length > 0;

const tier = <N extends TierName>(name: N) => {
  const { long, short, factor }: BurnTier = burnTiers[name];
  return {
    name,
    group: 'slow',
    expr: ({ service }: Fleet) => burning(burnTiers[name], service.objective),
    keepFiringFor: limits.keepFiring,
    region: '{{ $labels.region }}',
    description: ({ service }: Fleet) =>
      `{{ printf "%.0f" $value }} s of the last ${long} of edge {{ $labels.target }} in {{ $labels.region }} were bad, and it goes on in the last ${short}: more than ${factor === 1 ? 'the rate' : `${factor} times the rate`} that ${service.objective} % allows.`,
    when: (fleet: Fleet) => leveled(fleet) && reachable(burnTiers[name], fleet.service.objective),
  } as const;
};

export const BudgetFastBurn = definePage({
  ...tier('BudgetFastBurn'),
  scope: 'edge:{{ $labels.target }}',
  summary: 'An edge spends its budget of bad seconds fast.',
  impact: 'Members in the region lose work again and again, even if no single outage is long.',
  action:
    'Find what repeats: look at the bad seconds of the last hour by fault, and take what causes them out of service.',
});

export const BudgetBurn = defineAlert({
  ...tier('BudgetBurn'),
  severity: 'warning',
  scope: 'sla',
  summary: 'The budget of bad seconds goes at a rate that would spend it in days.',
  impact: 'Members in the region felt outages today; the promise of the month is at stake if it goes on.',
  action: 'Read the intervals of today in the ledger, name their causes and remove the one that costs most.',
});

export const BudgetSlowBurn = defineAlert({
  ...tier('BudgetSlowBurn'),
  severity: 'warning',
  scope: 'sla',
  summary: 'Small outages of a day add up.',
  impact: 'Members in the region meet short outages; together they would spend the budget in ten days.',
  action: 'Look at what the bad seconds of the day have in common: fault, hour, node; mend it in working hours.',
});

export const BudgetCreep = defineAlert({
  ...tier('BudgetCreep'),
  severity: 'info',
  scope: 'sla',
  summary: 'The budget of bad seconds is being spent a little faster than it grows.',
  impact: 'Hardly anything that a single member notices; the month ends close to or below the promise.',
  action: 'Put the biggest cause of the last three days on the list of work; nobody needs to get up.',
});

const month = { target: '$', region: 'any', month: '$', state: 'bad' } as const;

export const SlaBreached = definePage({
  name: 'SlaBreached',
  group: 'slow',
  // The last hour of samples, not the last one: a router that restarts in it neither resolves nor repeats the page.
  expr: () =>
    `time() - max by ${by(slaBreach, 'target', 'month')} (last_over_time(${sel(slaBreach)}${window(limits.breachShown / 5, 5)})) < ${limits.breachShown}`,
  keepFiringFor: limits.keepFiring,
  scope: 'sla',
  region: 'all',
  summary: 'The promise of this month is broken: its bad seconds exceed the budget.',
  description: ({ service }) =>
    `Edge {{ $labels.target }} has more bad seconds in {{ $labels.month }} than ${service.objective} % allows.${figure(' Bad in any region: ', `max(${sel(slaMonthSeconds, month)})`, ['target', 'month'], ' s')}${figure('; allowed: ', `max(${sel(slaMonthBudget, { month: '$' })})`, 'month', ' s.', '%.6g')}`,
  impact: 'Members did not get what they were promised this month, whatever happens until its end.',
  action: 'See that nothing burns now; then tell members and the owner, with the intervals and causes of the report.',
  when: leveled,
});

/** Each edge and region that somebody should measure. */
const measured = (
  fleet: Fleet,
): readonly { readonly target: string; readonly chain: string; readonly region: string }[] =>
  fleet.edges
    .filter(({ name }) => leveledEdges(fleet).includes(name))
    .flatMap((edge) =>
      measuredRegions(fleet, edge).map((region) => ({ target: edge.name, chain: edge.chain, region })),
    );

export const MetricsAbsent = defineAlert({
  name: 'MetricsAbsent',
  severity: 'warning',
  group: 'slow',
  expr: (fleet) =>
    `max by ${by(edgeSeconds, 'target', 'region', 'chain')} (
${anyOf(measured(fleet).map((match) => nothingSince(edgeSeconds, { role: 'edge', ...match }, freshWindow)))}
)`,
  for: limits.unmeasured,
  keepFiringFor: limits.keepFiring,
  scope: 'edge:{{ $labels.target }}',
  region: '{{ $labels.region }}',
  summary: 'Nobody measures an edge in a region.',
  description: `Prometheus has had no sample of the seconds of edge {{ $labels.target }} in {{ $labels.region }} for ${formatSeconds(limits.unmeasured)} or more: they are neither good nor bad.`,
  impact: 'None known: but an outage in the region would not be noticed, and the report will show unmeasured time.',
  action: 'See whether the collector of the region runs, and whether its samples reach Prometheus.',
  when: leveled,
});

export const UnknownSeconds = defineAlert({
  name: 'UnknownSeconds',
  severity: 'warning',
  group: 'slow',
  expr: () =>
    `max by (target, region, chain) (${recorded(secondsIn('1d'), { state: 'unknown' })} > ${limits.unknownPerDay})`,
  keepFiringFor: limits.keepFiring,
  scope: 'sla',
  region: '{{ $labels.region }}',
  summary: 'Too much of the day of an edge is unknown.',
  description: `{{ printf "%.0f" $value }} s of the last day of edge {{ $labels.target }} in {{ $labels.region }} are unknown; more than ${limits.unknownPerDay} s are too many to prove anything by.`,
  impact: 'None known: but the figure of the month has a hole, and members may doubt it.',
  action: 'Find when and why the vantage was blind, late or stopped; a second vantage in the region closes such holes.',
  when: leveled,
});
