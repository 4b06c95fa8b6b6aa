/**
 * The operators' daily digest: three lines on a quiet day, at most fifteen on any, readable on a phone. Pure. What is
 * not known is said to be so.
 */
import { counted, listed } from '../../../collector/config/words.ts';
import { formatSeconds } from '../../../collector/policy/duration.ts';
import { cut, cutLines, cutMark } from '../../notifiers/card.ts';
import { headlineWords, labelWords, monthName, plainName, severityFace } from '../../notifiers/cardWords.ts';
import { type Incident, type Severity, severities } from '../incident.ts';
import type { DailyFacts, EdgeDay, IncidentTold } from './model.ts';
import { dueWords, momentWords, type Period } from './when.ts';

/** Discord takes 2000. */
export const textLimit = 1900;

/** `EDGE DOWN edge:arb eu`. */
export const incidentWords = ({ headline, scope, region }: IncidentTold): string =>
  `${headlineWords(headline)} ${scope}${region === 'all' ? '' : ` ${region}`}`;

/** `5 pages, 1 warning`. */
export const severityCounts = (incidents: readonly Pick<Incident, 'peak'>[]): string =>
  listed(
    severities.flatMap((severity) => {
      const count = incidents.filter(({ peak }) => peak === severity).length;
      const noun = severity === 'info' ? `${count} info` : counted(count, severity);
      return count === 0 ? [] : [noun];
    }),
  );

const lasted = ({ openedAt, resolvedAt }: IncidentTold, now: number): number => (resolvedAt ?? now) - openedAt;

const rank: Readonly<Record<Severity, number>> = { page: 0, warning: 1, info: 2 };
const worstOf = (incidents: readonly IncidentTold[], now: number): IncidentTold | undefined =>
  [...incidents].sort(
    (a, b) => rank[a.peak] - rank[b.peak] || b.outageSeconds - a.outageSeconds || lasted(b, now) - lasted(a, now),
  )[0];

const headLine = (facts: DailyFacts): string => {
  const { service, period, timezone, state, open, lastEnd } = facts;
  const when = `(${dueWords(period.to, timezone)})`;
  if (open.length > 0) {
    const worst = severities.find((each) => open.some(({ severity }) => severity === each)) ?? 'warning';
    return `${severityFace(worst).icon} **${service}: ${counted(open.length, 'incident')} open** ${when}`;
  }
  if (state === 'up') {
    const since = lastEnd === null ? '; no incident is on record' : ` since ${momentWords(lastEnd, timezone)}`;
    return `✅ **${service}: all is well**${since} ${when}`;
  }
  const word = state === 'unknown' ? 'not known right now' : state;
  return `${state === 'down' ? '🔴' : state === 'unknown' ? '◻' : '🟡'} **${service}: ${word}**, and no incident is open ${when}`;
};

const openShown = 3;
const openLines = ({ open, timezone, now }: DailyFacts): readonly string[] => {
  const sorted = [...open].sort((a, b) => rank[a.severity] - rank[b.severity] || a.openedAt - b.openedAt);
  const lines = sorted.slice(0, openShown).map((each) => {
    const face = each.state === 'unknown' ? { icon: '◻', word: 'UNKNOWN' } : severityFace(each.severity);
    const age = formatSeconds(Math.max(0, Math.round(now - each.openedAt)));
    return `${face.icon} ${face.word} #${each.id} ${incidentWords(each)} since ${momentWords(each.openedAt, timezone)} (${age})`;
  });
  const more = open.length - lines.length;
  return more > 0 ? [...lines, `${cutMark} and ${more} more: /incidents`] : lines;
};

const spanWords = ({ from, to }: Period, timezone: string): string =>
  to - from === 86_400 ? 'in the last 24 h' : `since ${momentWords(from, timezone)}`;

/** The ledger is a minute or two behind; more than this is said. Seconds. */
const ledgerBehind = 300;

const edgeCost = ({ edge, badSeconds, unknownSeconds, knownTo }: EdgeDay, { period, timezone }: DailyFacts): string => {
  if (knownTo === null) return `${edge} not measured`;
  const late = knownTo < period.to - ledgerBehind ? `, known up to ${momentWords(knownTo, timezone)} only` : '';
  const unknown = unknownSeconds > 0 ? `, ${formatSeconds(unknownSeconds)} unmeasured` : '';
  return `${edge} ${formatSeconds(badSeconds)} bad${unknown}${late}`;
};

const costWords = (facts: DailyFacts): string => {
  const { day, period } = facts;
  if (day === null) return 'What it cost is not known: the files of the ledger cannot be read.';
  if (day.length === 0) return '';
  const fine = ({ badSeconds, unknownSeconds, knownTo }: EdgeDay): boolean =>
    badSeconds + unknownSeconds === 0 && knownTo !== null && knownTo >= period.to - ledgerBehind;
  if (day.every(fine)) return 'No second was bad for members, none unmeasured.';
  return `Members: ${day
    .filter((each) => !fine(each))
    .map((each) => edgeCost(each, facts))
    .join('; ')}.`;
};

const incidentLine = (facts: DailyFacts): string => {
  const { incidents, period, timezone, now } = facts;
  const span = spanWords(period, timezone);
  const cost = costWords(facts);
  const worst = worstOf(incidents, now);
  if (!worst) return `No incident ${span}. ${cost}`.trimEnd();
  const cause = worst.causes.at(-1)?.cause;
  const why = cause === undefined || cause === 'unattributed' ? '' : `, cause ${labelWords(cause)}`;
  const length = `${formatSeconds(Math.round(lasted(worst, now)))}${worst.resolvedAt === null ? ' so far' : ''}`;
  const which = incidents.length === 1 ? '' : 'worst ';
  return `${span.charAt(0).toUpperCase()}${span.slice(1)}: ${severityCounts(incidents)}; ${which}${incidentWords(worst)}, ${length}${why}. ${cost}`.trimEnd();
};

const budgetLine = (budget: DailyFacts['budget']): readonly string[] => {
  const [first] = budget;
  if (!first) return [];
  const parts = budget.map(({ edge, usedPercent, leftSeconds }) => {
    const left = formatSeconds(Math.abs(Math.trunc(leftSeconds)));
    return `${edge} ${usedPercent} % used, ${leftSeconds < 0 ? `overspent by ${left}` : `${left} left`}`;
  });
  return [`Budget of ${monthName(first.month)}: ${parts.join('; ')}`];
};

const deliveryLine = ({ failedDeliveries, pending }: DailyFacts): readonly string[] => {
  const list = (counts: DailyFacts['pending']): string =>
    counts.map(({ sink, count }) => `${labelWords(sink)} ${count}`).join(', ');
  const failed = failedDeliveries?.filter(({ count }) => count > 0) ?? [];
  const parts = [
    ...(failedDeliveries === null ? ['Whether deliveries failed is not known: Prometheus does not say.'] : []),
    ...(failed.length > 0 ? [`Delivery attempts that failed: ${list(failed)}.`] : []),
    ...(pending.length > 0 ? [`Waiting for delivery: ${list(pending)}.`] : []),
  ];
  return parts.length > 0 ? [`📮 ${parts.join(' ')}`] : [];
};

const plannedShown = 3;
const oneLine = (text: string): string => plainText(text.replaceAll(/\s+/g, ' ').trim());
/** Text that a person typed, or a node answered: it may not mark up. */
const plainText = (text: string): string => text.replaceAll(/[*_`~|<>@[\]\\]/g, '');

const plannedLines = ({ planned, timezone }: DailyFacts): readonly string[] => {
  if (planned === null) return ['🔧 Planned work is not known: the ledger cannot be read.'];
  const lines = planned.slice(0, plannedShown).map(({ scope, regions, from, to, reason }) => {
    const where = [scope, ...regions].join(' ');
    const when = `${momentWords(from, timezone)}, ${formatSeconds(to - from)}`;
    return `🔧 ${where} ${when}: ${cut(oneLine(reason), 100)}`;
  });
  const more = planned.length - lines.length;
  return more > 0 ? [...lines, `${cutMark} and ${more} more planned`] : lines;
};

const versionShown = 4;
const versionLine = ({ versions }: DailyFacts): readonly string[] => {
  if (versions.length === 0) return [];
  const parts = versions
    .slice(0, versionShown)
    .map(({ node, from, to }) => `${plainName(node)} ${cut(oneLine(from), 60)} → ${cut(oneLine(to), 60)}`);
  const more = versions.length - parts.length;
  return [`⬆️ ${parts.join('; ')}${more > 0 ? ` ${cutMark} and ${more} more` : ''}`];
};

/** One line however many join: their number is that of a person's hands. */
const joiningLine = ({ joining }: DailyFacts): readonly string[] =>
  joining.length === 0
    ? []
    : [`🆕 ${cut(joining.map(({ node, words }) => `${plainName(node)} joins: ${words}`).join('; '), 300)}`];

const standingLine = ({ standing }: DailyFacts): readonly string[] =>
  standing.length === 0 ? [] : [`⚠️ ${cut(standing.join(' '), 500)}`];

/** At most fifteen lines and 1900 characters. */
export const dailyText = (facts: DailyFacts): string => {
  const lines = [
    headLine(facts),
    ...openLines(facts),
    incidentLine(facts),
    ...budgetLine(facts.budget),
    ...deliveryLine(facts),
    ...plannedLines(facts),
    ...versionLine(facts),
    ...joiningLine(facts),
    ...standingLine(facts),
  ];
  return cutLines(lines, textLimit);
};
