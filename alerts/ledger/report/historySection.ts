/** What happened to an edge: every interval that was not good, maintenance, and how quickly incidents went by. */
import { causeWords } from '../../../collector/catalogue/words.ts';
import { counted, listed } from '../../../collector/config/words.ts';
import { plain, seconds, table } from './markdownParts.ts';
import type { EdgeReport, ReportedIncident, ReportedInterval, ReportedMaintenance } from './model.ts';
import { durationWords, numberWords, spanWords, stateWords, timeWords } from './words.ts';

const causeCell = ({ cause, reclassified }: ReportedInterval): string =>
  [
    cause === 'unattributed' ? `${causeWords[cause]}, so it counts against us` : causeWords[cause],
    ...reclassified.map(
      ({ at, author, reason, from, to }) =>
        `${timeWords(at)} ${plain(author)} changed it from “${causeWords[from]}” to “${causeWords[to]}”: ${plain(reason)}`,
    ),
  ].join('; ');

const secondsCell = ({ seconds: known, from, to }: ReportedInterval): string =>
  known === to - from ? numberWords(known) : `${numberWords(known)} of ${numberWords(to - from)}`;

export const intervalTable = (intervals: readonly ReportedInterval[]): string =>
  intervals.length === 0
    ? 'Every second in the ledger was good.'
    : table(
        ['When (UTC)', 'Region', 'What', 'Cause', 'Evidence', 'Seconds'],
        intervals.map((interval) => [
          spanWords(interval.from, interval.to),
          interval.region,
          stateWords[interval.state],
          causeCell(interval),
          plain(interval.evidence) || '–',
          secondsCell(interval),
        ]),
        5,
      );

const windowWords = ({ from, to, ended }: ReportedMaintenance): string => {
  if (ended <= from) return `${spanWords(from, to)}, called off`;
  return ended === to ? spanWords(from, to) : `${spanWords(from, ended)}, planned to ${timeWords(to).slice(5)}`;
};

const countsWords = ({ from, ended, counts, countsTo }: ReportedMaintenance): string => {
  if (ended <= from) return '–';
  if (!counts) return 'no';
  return countsTo === undefined ? 'yes' : `yes, to ${timeWords(countsTo).slice(5)}`;
};

export const maintenanceTable = (windows: readonly ReportedMaintenance[]): string =>
  windows.length === 0
    ? 'No window.'
    : table(
        ['When (UTC)', 'What', 'Why', 'Announced (UTC)', 'Leaves the adjusted figure', 'Bad for members (aim 0)'],
        windows.map((window) => [
          windowWords(window),
          [plain(window.about), ...(window.regions.length > 0 ? [`in ${listed(window.regions)}`] : [])].join(' '),
          `${plain(window.reason)} (${plain(window.author)})`,
          timeWords(window.announcedAt),
          countsWords(window),
          seconds(window.memberBadSeconds),
        ]),
        5,
      );

const orDash = (value: number | null, otherwise: string): string => (value === null ? otherwise : durationWords(value));

const incidentRow = (incident: ReportedIncident): readonly string[] => [
  incident.id,
  plain(incident.title),
  incident.region,
  timeWords(incident.firstBad),
  incident.paged ? 'yes' : 'no',
  durationWords(incident.detectSeconds),
  orDash(incident.acknowledgeSeconds, 'never'),
  orDash(incident.restoreSeconds, 'not yet'),
  seconds(incident.badSeconds),
];

export const timesSection = ({ times }: EdgeReport): string => {
  const parts: string[] = [];
  if (times.missing !== null) parts.push(`${times.missing}`);
  if (times.incidents.length > 0) {
    const { detectSeconds, acknowledgeSeconds, restoreSeconds } = times.median;
    parts.push(
      `Median of ${counted(times.incidents.length, 'incident')}: detected after ${orDash(detectSeconds, '–')}, acknowledged after ${orDash(acknowledgeSeconds, '– (never)')}, restored after ${orDash(restoreSeconds, '–')}.`,
      table(
        ['Incident', 'What', 'Region', 'First bad second (UTC)', 'Paged', 'Detect', 'Acknowledge', 'Restore', 'Bad'],
        times.incidents.map(incidentRow),
        5,
      ),
    );
  } else if (times.missing === null) parts.push('No incident with a bad second.');
  if (times.withoutIncident !== null && times.withoutIncident > 0)
    parts.push(`${counted(times.withoutIncident, 'bad interval')} too short for an alert opened no incident.`);
  return parts.join('\n\n');
};
