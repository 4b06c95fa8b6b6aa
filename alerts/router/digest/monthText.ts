/**
 * The month's service level for members, made of the public report alone: aliases and regions, nothing that a person
 * typed; and the lines about its money. Pure.
 */
import { causeWords } from '../../../collector/catalogue/words.ts';
import { counted } from '../../../collector/config/words.ts';
import { verdictSentence } from '../../ledger/report/figureSection.ts';
import { rangeCell, rangeWords } from '../../ledger/report/markdownParts.ts';
import type { EdgeReport, SlaReport } from '../../ledger/report/model.ts';
import { unionSeconds } from '../../ledger/report/times.ts';
import { durationWords, monthWords, timeWords, verdictWords } from '../../ledger/report/words.ts';
import { cutLines } from '../../notifiers/card.ts';
import { textLimit } from './dailyText.ts';

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const icons = { kept: '✅', missed: '❌', cannot_be_told: '◻' } as const;

const regionLine = ({ regions, notMeasured }: EdgeReport): readonly string[] => [
  ...(regions.length > 1
    ? [`By region: ${regions.map(({ region, raw }) => `${region.toUpperCase()} ${rangeCell(raw)}`).join(' · ')}`]
    : []),
  ...(notMeasured.length > 0
    ? [`Not measured, and in no figure: ${notMeasured.map((region) => region.toUpperCase()).join(', ')}`]
    : []),
];

/** Seconds of the clock: one that was bad in two regions for one cause is one. */
const badLine = ({ any, intervals }: EdgeReport): string => {
  if (any.raw.percent === null) return 'Nothing of it was measured.';
  const unmeasured = any.unknownSeconds + any.notInLedgerSeconds;
  if (any.raw.badSeconds === 0) return unmeasured > 0 ? 'No second that was measured was bad.' : 'No second was bad.';
  const bad = intervals.filter(({ state }) => state !== 'unknown');
  const causes = [...new Set(bad.map(({ cause }) => cause))]
    .map((cause) => ({ cause, seconds: unionSeconds(bad.filter((each) => each.cause === cause)) }))
    .sort((a, b) => b.seconds - a.seconds);
  const parts = causes.map(({ cause, seconds }) => `${causeWords[cause]}: ${durationWords(seconds)}`);
  return `Bad: ${durationWords(any.raw.badSeconds)}${parts.length > 0 ? ` (${parts.join('; ')})` : ''}`;
};

const incidentLine = ({ times: { missing, incidents, withoutIncident } }: EdgeReport): readonly string[] => {
  if (missing !== null) return [];
  const short = withoutIncident ?? 0;
  const blips = short > 0 ? `, and ${counted(short, 'interruption')} too short for one` : '';
  return [`Incidents: ${incidents.length === 0 ? 'none' : incidents.length}${blips}`];
};

const upstreamLine = ({ any }: EdgeReport): readonly string[] =>
  any.upstreamSeconds === 0
    ? []
    : [
        `Without what the chain itself caused: ${rangeWords(any.withoutUpstream)}, ${verdictWords[any.withoutUpstream.verdict]}`,
      ];

const provisionalLine = (edge: EdgeReport): readonly string[] =>
  edge.settled
    ? []
    : [`⚠️ Not final: these figures are settled up to ${timeWords(edge.settledTo)} UTC only. They may still change.`];

const edgeLines = (edge: EdgeReport): readonly string[] => [
  `${icons[edge.any.raw.verdict]} **${edge.alias}**: ${rangeWords(edge.any.raw)}`,
  `${capital(verdictSentence(edge))}.`,
  ...regionLine(edge),
  badLine(edge),
  ...incidentLine(edge),
  ...upstreamLine(edge),
  ...provisionalLine(edge),
];

/**
 * At most 1900 characters.
 * @param link where members read more; public
 * @param money lines about it, short ones
 */
export const monthText = (report: SlaReport, link: string | undefined, money: readonly string[] = []): string => {
  const last = [...money, ...(link === undefined ? [] : [`More: <${link}>`])];
  const head = `📊 **${report.service}, ${monthWords(report.month)}**`;
  const room = textLimit - last.join('\n').length - 1;
  return [cutLines([head, ...report.edges.flatMap(edgeLines)], room), ...last].join('\n');
};

/** Whether every second of the month is settled, of every edge. */
export const isSettled = ({ edges }: SlaReport): boolean => edges.every(({ settled }) => settled);
