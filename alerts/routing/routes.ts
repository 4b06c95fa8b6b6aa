/** The tree of routes: which alert goes to which receiver, how it groups and how long it may wait. */
import type { Fleet } from '../../collector/config/fleet.ts';
import { limits } from '../../collector/policy/ladder.ts';
import { type AnyAlert, type Severity, severityOf } from '../rules/define.ts';
import { alertsOf } from '../rules/index.ts';
import { mutesOf } from './inhibit.ts';
import type { InhibitRule, Route } from './model.ts';
import type { Mute, OneOf } from './mute.ts';

export type ReceiverName = 'router' | 'page' | 'native' | 'deadman';

/** The incident of an alert; pages of another class page again, or an acknowledged risk would swallow the outage. */
export const groupBy = ['scope', 'region', 'page_class'] as const;

export const pageMatchers = ['severity="page"'] as const;

const oneOf = (names: readonly string[]): string => `alertname=~"${names.join('|')}"`;

/** At 0 s a group goes out before the alert that mutes it has arrived; one second is enough. */
const atOnce = { group_wait: '1s', group_interval: '1s' } as const;

const named = (fleet: Fleet, pick: (alert: AnyAlert) => boolean): readonly string[] =>
  alertsOf(fleet)
    .filter(pick)
    .map((alert) => alert.name);

/**
 * Repeats below the group interval make a steady beat: the Watchdog leaves once a minute. Everything else repeats only
 * so that nothing is forgotten; the router keeps the cards and knows what it has.
 */
export const routeTree = (fleet: Fleet, native: boolean): Route => {
  const nativeNames = named(fleet, (alert) => alert.delivery === 'native');
  const fastNames = named(fleet, (alert) => alert.group === 'fast');
  return {
    receiver: 'router',
    group_by: groupBy,
    group_wait: '15s',
    group_interval: '15s',
    repeat_interval: '4h',
    routes: [
      {
        receiver: 'deadman',
        matchers: ['alertname="Watchdog"'],
        group_by: ['alertname'],
        group_wait: '0s',
        group_interval: `${limits.watchdogEvery / 60}m`,
        repeat_interval: `${limits.watchdogEvery - 10}s`,
      },
      // By name: an open RouterDown would else swallow the DeliveriesFailing that follows, and nobody's phone would ring.
      ...(native && nativeNames.length > 0
        ? [{ receiver: 'native', matchers: [oneOf(nativeNames)], group_by: ['alertname', ...groupBy] }]
        : []),
      { receiver: 'page', matchers: pageMatchers, ...atOnce },
      { receiver: 'router', matchers: [oneOf(fastNames)], ...atOnce },
    ],
  };
};

const rank = { info: 1, warning: 2, page: 3 } as const satisfies Record<Severity, number>;

const matchersOf = (labels: OneOf = {}): readonly string[] =>
  Object.entries(labels).map(([label, values]) =>
    values.length === 1 ? `${label}="${values[0]}"` : `${label}=~"${values.join('|')}"`,
  );

export const inhibitRules = (fleet: Fleet): readonly InhibitRule[] => {
  const ranks = new Map(alertsOf(fleet).map((alert) => [alert.name, rank[severityOf(alert, fleet)]]));
  // fleet.yaml may have lowered a source below its targets; then it mutes them no longer.
  const below = (name: string, source: string): boolean =>
    (ranks.get(name) ?? Number.POSITIVE_INFINITY) <= (ranks.get(source) ?? 0);
  return mutesOf(fleet)
    .map((mute): Mute => ({ ...mute, targets: mute.targets.filter((name) => below(name, mute.source)) }))
    .filter((mute) => mute.targets.length > 0)
    .map((mute) => ({
      source_matchers: [`alertname="${mute.source}"`, ...matchersOf(mute.sourceOf)],
      // Severity once more, so that a page is out of reach even for a name that becomes one.
      target_matchers: [oneOf(mute.targets), ...matchersOf(mute.targetsOf), 'severity!="page"'],
      equal: mute.equal,
    }));
};
