/**
 * The test page of a live drill. It takes the whole way of a real page, Alertmanager's receiver included, so it must not
 * be taken for one: its own name and region, and the same words everywhere. No rule makes it and it has no runbook;
 * what to do stands on its card.
 */
import type { Incident } from '../incident.ts';

export const drillName = 'HeadwatchDrill';

/** A place that no fleet serves, so that the drill joins no incident and no real page joins the drill. */
const drillRegion = 'drill';

export const drillAlert = (
  by: string,
  startsAt: number,
  endsAt: number,
): {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
} => ({
  labels: {
    alertname: drillName,
    severity: 'page',
    page_class: 'monitor',
    scope: 'self',
    region: drillRegion,
    drill: 'true',
  },
  annotations: {
    headline: 'DRILL, NOTHING IS WRONG',
    summary: 'DRILL, nothing is wrong: a test of the paging path.',
    description: `Started by ${by} with headwatch drill --live.`,
    impact: 'None: this is a drill.',
    action: 'If your phone rang, press Acknowledge or say so in the terminal. It ends by itself.',
  },
  startsAt: new Date(startsAt * 1000).toISOString(),
  endsAt: new Date(endsAt * 1000).toISOString(),
});

/** Members read of outages, not of drills. */
export const isDrill = ({ scope, region, headline }: Pick<Incident, 'scope' | 'region' | 'headline'>): boolean =>
  scope === 'self' && region === drillRegion && headline === drillName;
