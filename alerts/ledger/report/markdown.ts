/** The report as Markdown that reads aloud and can be pasted into a forum (GitHub tables, no HTML). */
import { edgeFaults } from '../../../collector/catalogue/labels.ts';
import { counted, listed } from '../../../collector/config/words.ts';
import { limits } from '../../../collector/policy/ladder.ts';
import type {
  EdgeReport,
  Figure,
  FigureSet,
  ReportedIncident,
  ReportedInterval,
  ReportedMaintenance,
  SlaReport,
} from './model.ts';
import {
  causeWords,
  durationWords,
  faultWords,
  monthWords,
  numberWords,
  stateWords,
  timeWords,
  verdictWords,
} from './words.ts';

/** Text that people typed, as text: it may not mark up, break a table or call anyone. */
const plain = (text: string): string =>
  text
    .replaceAll(/[\\`*_[\]<>|~#$]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('@', '&#64;');

const table = (head: readonly string[], rows: readonly (readonly string[])[], numbersFrom: number): string => {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, column) => (column >= numbersFrom ? '---:' : '---'));
  return [line(head), `|${rule.join('|')}|`, ...rows.map(line)].join('\n');
};

const seconds = (value: number): string => `${numberWords(value)} s`;

/** `841 s (14 min 1 s)`: the number that adds up, and how long that is. */
const long = (value: number): string => (value < 60 ? seconds(value) : `${seconds(value)} (${durationWords(value)})`);

/** `99.991 % (99.962 % if every unmeasured second was bad)`. */
export const rangeWords = (figure: Figure): string => {
  if (figure.percent === null) return 'not measured';
  return figure.percent === figure.worstPercent
    ? `${figure.percent} %`
    : `${figure.percent} % (${figure.worstPercent} % if every unmeasured second was bad)`;
};

const rangeCell = ({ percent, worstPercent }: Figure): string =>
  percent === null ? 'not measured' : `${percent} % (${worstPercent} %)`;

const whereWords = (region: string): string => {
  if (region === 'any') return 'any region';
  return region === 'all' ? 'all regions at once' : region;
};

/** With one region measured, `any` and `all` say the same as the region itself. */
const rowsOf = (edge: EdgeReport): readonly FigureSet[] =>
  edge.regions.length === 1 ? edge.regions : [edge.any, edge.all, ...edge.regions];

const unmeasured = (figures: FigureSet): number => figures.unknownSeconds + figures.notInLedgerSeconds;

/** `the objective of 99.98 % was missed`, and why when it cannot be told. */
const verdictSentence = (edge: EdgeReport): string => {
  const objective = `the objective of ${edge.objectivePercent} %`;
  const { verdict } = edge.any.raw;
  if (verdict !== 'cannot_be_told') return `${objective} was ${verdictWords[verdict]}`;
  return edge.settled
    ? `whether ${objective} was kept cannot be told: ${long(unmeasured(edge.any))} were not measured, more than was left of the budget`
    : `whether ${objective} is kept cannot be told yet`;
};

const adjustedLine = (name: string, excluded: number, figure: Figure): string =>
  excluded === 0
    ? `- ${name}: the same, there was none.`
    : `- ${name} (${seconds(excluded)}): ${rangeWords(figure)}; ${verdictWords[figure.verdict]}.`;

const unmeasuredLine = ({ unknownSeconds, notInLedgerSeconds }: FigureSet): string => {
  if (unknownSeconds + notInLedgerSeconds === 0) return '- Unmeasured: nothing, every second is known.';
  const before = notInLedgerSeconds > 0 ? `, and ${long(notInLedgerSeconds)} before the ledger began` : '';
  return `- Unmeasured: ${long(unknownSeconds)} unknown${before}. They count neither as good nor as bad.`;
};

const summary = (edge: EdgeReport): string => {
  const { any } = edge;
  const lines = [
    `- Objective: ${edge.objectivePercent} % of the calendar month, which allows ${long(edge.budgetSeconds)} bad.`,
    `- Raw: ${rangeWords(any.raw)}; ${long(any.raw.badSeconds)} were bad for members of at least one region, ${any.budgetSpentPercent} % of the budget; ${verdictWords[any.raw.verdict]}.`,
    adjustedLine(
      `Without maintenance that was announced ${limits.maintenanceNotice / 3600} h ahead`,
      any.maintenanceSeconds,
      any.withoutMaintenance,
    ),
    adjustedLine('Without seconds that the chain itself caused', any.upstreamSeconds, any.withoutUpstream),
    `- For comparison, if only a missing HTTP answer were bad: ${rangeWords(any.httpOnly)}.`,
    unmeasuredLine(any),
  ];
  if (edge.notMeasured.length > 0)
    lines.push(`- Not measured, and outside every figure: ${listed(edge.notMeasured)}. Nobody watches from there.`);
  lines.push(
    edge.settled
      ? '- Settled: these figures are final but for a reclassification, which would be listed.'
      : `- Provisional: the ledger is settled up to ${timeWords(edge.settledTo)}.`,
  );
  return lines.join('\n');
};

const figureTable = (edge: EdgeReport): string =>
  table(
    ['Bad in', 'Raw', 'Without maintenance', 'Without upstream', 'HTTP only', 'Raw verdict'],
    rowsOf(edge).map((row) => [
      whereWords(row.region),
      rangeCell(row.raw),
      rangeCell(row.withoutMaintenance),
      rangeCell(row.withoutUpstream),
      rangeCell(row.httpOnly),
      verdictWords[row.raw.verdict],
    ]),
    1,
  );

const secondsTable = (edge: EdgeReport): string =>
  table(
    [
      'Seconds in',
      'good',
      'bad',
      ...edgeFaults.map((fault) => faultWords[fault]),
      'chain halted',
      'unknown',
      'announced maintenance',
      'upstream',
      'of the budget',
    ],
    rowsOf(edge).map((row) => [
      whereWords(row.region),
      numberWords(row.goodSeconds),
      numberWords(row.badSeconds),
      ...edgeFaults.map((fault) => numberWords(row.faults[fault])),
      numberWords(row.haltedSeconds),
      numberWords(row.unknownSeconds),
      numberWords(row.maintenanceSeconds),
      numberWords(row.upstreamSeconds),
      `${row.budgetSpentPercent} %`,
    ]),
    1,
  );

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

const intervalTable = (intervals: readonly ReportedInterval[]): string =>
  intervals.length === 0
    ? 'Every second in the ledger was good.'
    : table(
        ['From (UTC)', 'To (UTC)', 'Region', 'What', 'Cause', 'Evidence', 'Seconds'],
        intervals.map((interval) => [
          timeWords(interval.from),
          timeWords(interval.to),
          interval.region,
          stateWords[interval.state],
          causeCell(interval),
          plain(interval.evidence) || '–',
          secondsCell(interval),
        ]),
        6,
      );

const maintenanceTable = (windows: readonly ReportedMaintenance[]): string =>
  windows.length === 0
    ? 'No window.'
    : table(
        [
          'From (UTC)',
          'To (UTC)',
          'What',
          'Why',
          'Announced (UTC)',
          'Leaves the adjusted figure',
          'Bad for members (aim 0)',
        ],
        windows.map((window) => [
          timeWords(window.from),
          window.ended === window.to
            ? timeWords(window.to)
            : `${timeWords(window.ended)} (planned ${timeWords(window.to)})`,
          [plain(window.about), ...(window.regions.length > 0 ? [`in ${listed(window.regions)}`] : [])].join(' '),
          `${plain(window.reason)} (${plain(window.author)})`,
          timeWords(window.announcedAt),
          window.counts ? 'yes' : 'no',
          seconds(window.memberBadSeconds),
        ]),
        6,
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

const timesSection = ({ times }: EdgeReport): string => {
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

const edgeSection = (edge: EdgeReport): string =>
  [
    `## ${plain(edge.alias)} (${edge.chain})`,
    `**${rangeWords(edge.any.raw)}: ${verdictSentence(edge)}.**`,
    summary(edge),
    '### By region',
    'In brackets: if every unmeasured second was bad.',
    figureTable(edge),
    secondsTable(edge),
    '### Every second that was not good',
    intervalTable(edge.intervals),
    '### Maintenance',
    maintenanceTable(edge.maintenance),
    '### Time to detect, acknowledge and restore',
    timesSection(edge),
  ].join('\n\n');

export const reportMarkdown = (report: SlaReport): string => {
  const blocks = [
    `# ${plain(report.service)}: service level in ${monthWords(report.month)}`,
    'A second is good when the endpoint answers on the right chain, with fresh blocks, and the calls of a member succeed. It is asked every second from each region. A second that is bad in one region is bad here. Percentages are cut off, never rounded up. All times are UTC.',
    ...report.edges.map(edgeSection),
    '## Check it yourself',
    `These figures come from the raw samples of the month. With the published export: \`headwatch report sla --from-export FILE\` computes this page again, to the same second.`,
  ];
  return `${blocks.join('\n\n')}\n`;
};
