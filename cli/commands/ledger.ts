import { type Command, Option } from 'commander';
import { z } from 'zod';
import { causes } from '../../collector/catalogue/labels.ts';
import { out } from '../io.ts';
import { askRouter, fleetOf, whoami } from '../ledger/router.ts';
import { parseMonth, timeText } from '../ledger/when.ts';
import { table } from '../table.ts';

interface Options {
  readonly config?: string;
  readonly json?: true;
}
interface ListOptions extends Options {
  readonly month?: string;
}
interface ReclassifyOptions extends Options {
  readonly cause: string;
  readonly reason: string;
  readonly author?: string;
}

const seconds = z.object({ good: z.number(), bad: z.number(), halted: z.number(), unknown: z.number() });
const figures = z.looseObject({ region: z.string(), seconds, maintenance: z.number(), upstream: z.number() });
const intervalSchema = z.looseObject({
  id: z.string(),
  region: z.string(),
  state: z.string(),
  from: z.number(),
  to: z.number(),
  seconds: z.number(),
  cause: z.string(),
  counts: z.string(),
  reclassified: z.array(z.looseObject({ author: z.string(), reason: z.string() })),
});
const monthSchema = z.looseObject({
  month: z.string(),
  lastRun: z.number().nullable(),
  problems: z.array(z.string()),
  edges: z.array(
    z.looseObject({
      edge: z.string(),
      budgetSeconds: z.number(),
      settledTo: z.number(),
      knownTo: z.number(),
      any: figures,
      regions: z.array(figures),
      intervals: z.array(intervalSchema),
    }),
  ),
});
type Month = z.output<typeof monthSchema>;
type Edge = Month['edges'][number];
const entrySchema = z.object({ entry: z.looseObject({ of: z.string(), cause: z.string(), author: z.string() }) });

const configOption = [
  '--config <file>',
  'the fleet file (default: $HEADWATCH_HOME/fleet.yaml, ./home/fleet.yaml)',
] as const;
const codes = 'Exit codes: 0 done, 1 the router does not answer or cannot write, 2 refused, bad fleet file or usage.';

export const registerLedger = (program: Command): void => {
  const ledger = program
    .command('ledger')
    .description('What the SLA ledger holds, and what people know better. docs/ledger.md explains the files.')
    .addHelpText(
      'after',
      `
Examples:
  headwatch ledger list --month 2026-10
  headwatch ledger reclassify arb/eu/bad/1790000000 --cause upstream_chain --reason "sequencer outage, see status page"`,
    );

  ledger
    .command('list')
    .description('Every interval of a month that was not good, with its cause, and the figures.')
    .option('--month <YYYY-MM>', 'the calendar month, UTC (default: this one)')
    .option('--json', 'print one JSON object: {month, lastRun, edges, problems}')
    .option(...configOption)
    .addHelpText('after', `\nExample:\n  headwatch ledger list --month 2026-10\n\n${codes}`)
    .action(list);

  ledger
    .command('reclassify')
    .argument('<id>', 'of the interval, as list shows it')
    .description(
      'Say what an interval was caused by. Nothing is rewritten: it is a new entry with your name and reason.',
    )
    .addOption(new Option('--cause <cause>', 'what is to blame').choices(causes).makeOptionMandatory())
    .requiredOption('--reason <text>', 'how you know; the report prints it')
    .option('--author <name>', 'who says so (default: your user name)')
    .option('--json', 'print one JSON object: {entry}')
    .option(...configOption)
    .addHelpText(
      'after',
      `
Only upstream_chain takes seconds out of a figure, of the one without upstream; the raw figure never changes.

Example:
  headwatch ledger reclassify arb/eu/bad/1790000000 --cause own_node --reason "disk full on arb-eu"

${codes}`,
    )
    .action(reclassify);
};

const list = async (options: ListOptions): Promise<void> => {
  const month = parseMonth(options.month ?? new Date().toISOString().slice(0, 7));
  const fleet = await fleetOf(options.config);
  const told = await askRouter(fleet, `/api/ledger?month=${month}`, monthSchema);
  if (options.json) return out(JSON.stringify(told));
  if (told.edges.length === 0) return out('fleet.yaml has no edge for members: there is no service level to keep.');
  out(told.edges.map((edge) => edgeText(edge, month)).join('\n\n'));
  for (const problem of told.problems) out(`\nNot read: ${problem}.`);
};

const edgeText = (edge: Edge, month: string): string => {
  const { any, regions, budgetSeconds, settledTo, knownTo, intervals } = edge;
  const all = Object.values(any.seconds).reduce((sum, count) => sum + count, 0);
  if (all === 0) return `${edge.edge}: nothing is known of ${month}.`;
  const head = ['', 'good s', 'bad s', 'halted s', 'unknown s', 'maintenance s', 'upstream s'];
  const rows = [any, ...regions].map((each) => [
    each.region === 'any' ? 'any region' : each.region,
    ...[each.seconds.good, each.seconds.bad, each.seconds.halted, each.seconds.unknown].map(String),
    ...[each.maintenance, each.upstream].map(String),
  ]);
  const begun = settledTo > Date.parse(`${month}-01T00:00:00Z`) / 1000;
  const settled = begun ? `Settled to ${timeText(settledTo)} UTC` : 'Nothing is settled yet';
  const known = settledTo < knownTo ? `, provisional to ${timeText(knownTo)} UTC.` : '.';
  const budget = `${any.seconds.bad} of ${budgetSeconds} bad seconds of the month's budget are spent.`;
  const parts = [`${edge.edge}, ${month}: ${budget} ${settled}${known}`, table([head, ...rows])];
  if (intervals.length > 0)
    parts.push(table([['from (UTC)', 'seconds', 'region', 'state', 'cause', 'id'], ...intervals.map(intervalRow)]));
  return parts.join('\n\n');
};

const intervalRow = (interval: Edge['intervals'][number]): readonly string[] => {
  const last = interval.reclassified.at(-1);
  const cause = last ? `${interval.counts} (was ${interval.cause}; ${last.author}: ${last.reason})` : interval.counts;
  // In a gap the seconds are known, and not their place.
  const known = interval.seconds === interval.to - interval.from ? '' : ` of ${interval.to - interval.from}`;
  return [
    ...[timeText(interval.from), `${interval.seconds}${known}`, interval.region, interval.state, cause, interval.id],
  ];
};

const reclassify = async (id: string, options: ReclassifyOptions): Promise<void> => {
  const fleet = await fleetOf(options.config);
  const { entry } = await askRouter(fleet, '/api/ledger/reclassify', entrySchema, {
    ...{ of: id, cause: options.cause, reason: options.reason, author: options.author ?? whoami() },
  });
  if (options.json) return out(JSON.stringify({ entry }));
  const effect =
    entry.cause === 'upstream_chain'
      ? 'Its seconds leave the figure without upstream; the raw figure keeps them.'
      : 'No figure takes its seconds out for that.';
  out(`${entry.of} counts as ${entry.cause} from now on, by ${entry.author}. ${effect}`);
};
