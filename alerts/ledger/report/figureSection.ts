/** The figures of an edge: sentences for the headline, tables for the regions. */
import { edgeFaults } from '../../../collector/catalogue/labels.ts';
import { listed } from '../../../collector/config/words.ts';
import { limits } from '../../../collector/policy/ladder.ts';
import { long, rangeCell, rangeWords, seconds, table } from './markdownParts.ts';
import type { EdgeReport, Figure, FigureSet } from './model.ts';
import { faultWords, numberWords, timeWords, verdictWords } from './words.ts';

const whereWords = (region: string): string => {
  if (region === 'any') return 'any region';
  return region === 'all' ? 'all regions at once' : region;
};

/** With one region measured, `any` and `all` say the same as the region itself. */
const rowsOf = (edge: EdgeReport): readonly FigureSet[] =>
  edge.regions.length === 1 ? edge.regions : [edge.any, edge.all, ...edge.regions];

const unmeasured = (figures: FigureSet): number => figures.unknownSeconds + figures.notInLedgerSeconds;

/** `the objective of 99.98 % was missed`, and why when it cannot be told. */
export const verdictSentence = (edge: EdgeReport): string => {
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

export const summary = (edge: EdgeReport): string => {
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
    ...(any.maintenanceSeconds > 0 && any.upstreamSeconds > 0
      ? [adjustedLine('Without either', any.excludedSeconds, any.adjusted)]
      : []),
    `- For comparison, if only a missing HTTP answer were bad: ${rangeWords(any.httpOnly)}.`,
    unmeasuredLine(any),
  ];
  if (edge.notMeasured.length > 0)
    lines.push(`- Not measured, and outside every figure: ${listed(edge.notMeasured)}. Nobody watches from there.`);
  lines.push(
    edge.settled
      ? '- Settled: these figures are final but for a reclassification, which would be listed.'
      : `- Provisional: settled up to ${timeWords(edge.settledTo)}, known up to ${timeWords(edge.knownTo)}.`,
  );
  return lines.join('\n');
};

export const figureTable = (edge: EdgeReport): string =>
  table(
    ['Bad in', 'Raw', 'Without maintenance', 'Without upstream', 'Without either', 'HTTP only', 'Raw verdict'],
    rowsOf(edge).map((row) => [
      whereWords(row.region),
      rangeCell(row.raw),
      rangeCell(row.withoutMaintenance),
      rangeCell(row.withoutUpstream),
      rangeCell(row.adjusted),
      rangeCell(row.httpOnly),
      verdictWords[row.raw.verdict],
    ]),
    1,
  );

export const secondsTable = (edge: EdgeReport): string =>
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
