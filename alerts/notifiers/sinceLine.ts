/** Since when, where, who was paged; and what it costs. */
import type { Fleet } from '../../collector/config/fleet.ts';
import { observing } from '../../collector/config/observing.ts';
import { formatSeconds } from '../../collector/policy/duration.ts';
import type { Incident } from '../router/incident.ts';
import { clock, discordTime, monthName, plainName } from './cardWords.ts';
import type { BudgetFact, CostFact, IncidentFacts, RegionFact } from './facts.ts';

const stateWord = ({ state, measured }: RegionFact): string =>
  measured ? (state === 'good' ? 'ok' : state) : 'not measured';

const pagerWords = (incident: Incident, facts: IncidentFacts, fleet: Fleet): string[] => {
  if (!facts.page) return [];
  if (observing(fleet)) return ['observe mode: this would have paged'];
  if (!fleet.notify.pagerduty?.routingKey.value) return ['nobody is paged: no PagerDuty key'];
  const { sentAt } = facts.page;
  // Alertmanager pages by itself, whatever becomes of us; what PagerDuty answered it is not told here.
  const sent = sentAt === null ? 'PagerDuty by Alertmanager' : `PagerDuty sent ${discordTime(sentAt, 'T')}`;
  if (incident.ackedAt === null) return [`${sent}, not acked`];
  return [`${sent}, acked by ${plainName(incident.ackedBy ?? '')} ${discordTime(incident.ackedAt, 'T')}`];
};

/** `Bad since 03:12:37 (last fresh block 03:12:07) · eu bad, us ok, ap ok · PagerDuty sent 03:12:59, not acked`. */
export const sinceLine = (incident: Incident, facts: IncidentFacts, fleet: Fleet): string => {
  const [own] = facts.regions;
  const bad = own?.state === 'bad' ? (own.since ?? facts.outage?.from ?? null) : null;
  const fresh = own?.state === 'bad' && own.headTimestamp !== null ? own.headTimestamp : null;
  const began =
    bad === null
      ? `Since ${discordTime(incident.openedAt, 'T')}`
      : `Bad since ${discordTime(bad, 'T')}${fresh === null ? '' : ` (last fresh block ${discordTime(fresh, 'T')})`}`;
  const reopened = incident.reopened > 0 ? `, reopened ${incident.reopened}×` : '';
  const acked =
    incident.ackedAt !== null && !facts.page
      ? [`acked by ${plainName(incident.ackedBy ?? '')} ${discordTime(incident.ackedAt, 'T')}`]
      : [];
  return [
    `${began}${reopened}`,
    ...(facts.regions.length > 0 ? [facts.regions.map((each) => `${each.region} ${stateWord(each)}`).join(', ')] : []),
    ...pagerWords(incident, facts, fleet),
    ...acked,
  ].join(' · ');
};

/** `eu, Nov: 5 m 12 s left of 8 m 38 s; gone at 03:18:31 if it lasts`. */
export const budgetLine = ({ region, month, budgetSeconds, leftSeconds, goneAt }: BudgetFact): string => {
  const where = `${region === 'any' ? 'any region' : region}, ${monthName(month)}`;
  const all = formatSeconds(Math.floor(budgetSeconds));
  if (leftSeconds < 0) return `${where}: overspent by ${formatSeconds(Math.ceil(-leftSeconds))}, allowed ${all}`;
  const gone = goneAt === null ? '' : `; gone at ${discordTime(goneAt, 'T')} if it lasts`;
  return `${where}: ${formatSeconds(Math.floor(leftSeconds))} left of ${all}${gone}`;
};

/** Of members' bad seconds where they were seen, else of the incident as alerting had it. */
export const lastedSeconds = (incident: Incident, { outage }: IncidentFacts): number => {
  const { openedAt, resolvedAt } = incident;
  const [from, to] = outage?.to ? [outage.from, outage.to] : [openedAt, resolvedAt ?? openedAt];
  return Math.max(0, Math.round(to - from));
};

/** `cost 3 m 41 s (43 % of Nov)`. */
export const costWords = ({ badSeconds, month, budgetSeconds }: CostFact): string => {
  const share = (100 * badSeconds) / budgetSeconds;
  const percent = badSeconds > 0 && share < 1 ? 'under 1' : String(Math.round(share));
  return `cost ${formatSeconds(badSeconds)} (${percent} % of ${monthName(month)})`;
};

export const ackedWords = (incident: Incident): string =>
  incident.ackedAt === null ? '' : `by ${plainName(incident.ackedBy ?? '')} ${clock(incident.ackedAt)}`;
