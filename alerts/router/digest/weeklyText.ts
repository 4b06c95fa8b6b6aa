/** The operators' weekly summary: what happened, what it asked of people, and what could be quieter. Pure. */
import { counted } from '../../../collector/config/words.ts';
import { formatSeconds } from '../../../collector/policy/duration.ts';
import { cutLines } from '../../notifiers/card.ts';
import { labelWords, plainName } from '../../notifiers/cardWords.ts';
import { severityCounts, textLimit } from './dailyText.ts';
import type { Noise, WeeklyFacts } from './model.ts';
import { dueWords, momentWords, workingHours } from './when.ts';

const causesLine = ({ causes }: WeeklyFacts): readonly string[] =>
  causes.length === 0
    ? []
    : [
        `By cause: ${causes
          .map(([cause, count]) => `${cause === 'unattributed' ? 'not known' : labelWords(cause)} ${count}`)
          .join(', ')}`,
      ];

const medianWords = (what: string, seconds: number | null, count: number, all: number): string =>
  seconds === null ? `none was ${what}` : `${what} after ${formatSeconds(seconds)} (${count} of ${all})`;

const timesLine = (facts: WeeklyFacts): readonly string[] => {
  const { incidents, acknowledged, resolved, acknowledgeSeconds, resolveSeconds } = facts;
  if (incidents.length === 0) return [];
  const acked = medianWords('acknowledged', acknowledgeSeconds, acknowledged, incidents.length);
  const over = medianWords('resolved', resolveSeconds, resolved, incidents.length);
  return [`Median: ${acked}, ${over}`];
};

const twoDigits = (hour: number): string => `${String(hour).padStart(2, '0')} h`;

const pagesLine = ({ pages, offHours, observing }: WeeklyFacts): string => {
  const would = observing ? ' that would have gone out' : '';
  if (pages === 0) return `No page${observing ? ' would have gone out' : ''}.`;
  const outside = offHours.reduce((sum, [, count]) => sum + count, 0);
  const hours = offHours.map(([hour, count]) => `${twoDigits(hour)}${count > 1 ? ` ×${count}` : ''}`).join(', ');
  const { from, to } = workingHours;
  const when = outside === 0 ? 'none' : `${outside} (${hours})`;
  return `Pages${would}: ${pages}; outside Mon–Fri ${from}–${to} h: ${when}`;
};

const noiseLines = (noise: readonly Noise[]): readonly string[] =>
  noise.length === 0
    ? ['Every alert that fired was acted on, or part of a page.']
    : [
        '**Nobody acted on**, and never part of a page. What would quiet it in fleet.yaml:',
        ...noise.map(({ name, incidents, line }) => {
          const quiet = line === null ? 'a rule of your own, in rules.d/' : `\`${line}\``;
          return `• ${plainName(name)} in ${counted(incidents, 'incident')} → ${quiet}`;
        }),
      ];

/** At most 1900 characters. */
export const weeklyText = (facts: WeeklyFacts): string => {
  const { service, period, timezone, incidents, noise } = facts;
  const head = `📅 **${service}: the week from ${momentWords(period.from, timezone)}** (${dueWords(period.to, timezone)})`;
  if (incidents.length === 0 && noise.length === 0 && facts.pages === 0)
    return `${head}\nNo incident, no page, no alert that nobody acted on.`;
  const first =
    incidents.length === 0 ? 'No incident.' : `${counted(incidents.length, 'incident')}: ${severityCounts(incidents)}`;
  return cutLines(
    [head, first, ...causesLine(facts), ...timesLine(facts), pagesLine(facts), ...noiseLines(noise)],
    textLimit,
  );
};
