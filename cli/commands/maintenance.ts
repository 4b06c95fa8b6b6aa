import type { Command } from 'commander';
import { z } from 'zod';
import { limits } from '../../collector/policy/ladder.ts';
import { CommandError, exitCodes, out } from '../io.ts';
import { askRouter, fleetOf, whoami } from '../ledger/router.ts';
import { hoursText, parseLength, parseTime, timeText } from '../ledger/when.ts';
import { table } from '../table.ts';

interface StartOptions {
  readonly edge?: string;
  readonly node?: string;
  readonly region?: readonly string[];
  readonly from: string;
  readonly for?: string;
  readonly to?: string;
  readonly reason: string;
  readonly author?: string;
  readonly force?: true;
  readonly config?: string;
  readonly json?: true;
}

const windowSchema = z.object({
  id: z.string(),
  scope: z.string(),
  regions: z.array(z.string()),
  from: z.number(),
  to: z.number(),
  ended: z.number(),
  reason: z.string(),
  author: z.string(),
  announcedAt: z.number(),
  counts: z.boolean(),
  forced: z.boolean(),
  state: z.enum(['planned', 'open', 'held back', 'over']),
  silences: z.object({ held: z.number(), of: z.number() }).nullable(),
  why: z.string().nullable(),
});
type WindowTold = z.output<typeof windowSchema>;
const oneWindow = z.object({ window: windowSchema, text: z.string() });
const allWindows = z.object({ windows: z.array(windowSchema) });

const configOption = [
  '--config <file>',
  'the fleet file (default: $HEADWATCH_HOME/fleet.yaml, ./home/fleet.yaml)',
] as const;
const codes = 'Exit codes: 0 done, 1 the router does not answer or cannot write, 2 refused, bad fleet file or usage.';
const notice = hoursText(limits.maintenanceNotice);

export const registerMaintenance = (program: Command): void => {
  const maintenance = program
    .command('maintenance')
    .description('Planned work on a node or an edge: silenced, announced, and written to the SLA ledger.')
    .addHelpText(
      'after',
      `
While it lasts, a node's window silences that node's own warnings, and nothing else: no page, no other node, not the edge.
An edge's window silences nothing. Work on a node that its edges cannot spare is refused, unless it is forced.

What a window is worth: the raw figure never changes. The bad seconds inside an edge's window leave the adjusted figure
when it was announced at least ${notice} ahead. A node's window never changes a figure: members should not notice it.

Examples:
  headwatch maintenance start --edge arb --region eu --from 2026-11-26T22:00 --for 30m --reason "new load balancer"
  headwatch maintenance start --node arb-eu --from now --for 1h --reason "nitro 3.9"
  headwatch maintenance list
  headwatch maintenance extend m-2026-11-24-1 --for 30m
  headwatch maintenance stop m-2026-11-24-1`,
    );

  maintenance
    .command('start')
    .description('Announce a window. It is public: members read its reason on the status page.')
    .option('--edge <name>', 'the edge that is worked on')
    .option('--node <name>', 'or the node')
    .option('--region <name...>', 'regions of the edge; all of them by default')
    .option('--from <time>', 'when it begins: now, +49h, or a time in UTC such as 2026-11-24T22:00', 'now')
    .option('--for <duration>', 'how long: 30m, 2h')
    .option('--to <time>', 'or when it ends')
    .requiredOption('--reason <text>', 'what is done, for members')
    .option('--author <name>', 'who announces it (default: your user name)')
    .option('--force', 'also where the node cannot be spared; the ledger says so')
    .option('--json', 'print one JSON object: {window, text}')
    .option(...configOption)
    .addHelpText(
      'after',
      `
Examples:
  headwatch maintenance start --edge arb --from +49h --for 30m --reason "new load balancer"
  headwatch maintenance start --node arb-eu --for 1h --reason "nitro 3.9"

${codes}`,
    )
    .action(start);

  maintenance
    .command('extend')
    .argument('<id>', 'of the window, as list shows it')
    .description('Let a window that is not over last longer.')
    .requiredOption('--for <duration>', 'by how much: 30m')
    .option('--author <name>', 'who extends it (default: your user name)')
    .option('--force', 'also where the node cannot be spared for so long; the ledger says so')
    .option('--json', 'print one JSON object: {window, text}')
    .option(...configOption)
    .addHelpText('after', `\nExample:\n  headwatch maintenance extend m-2026-11-24-1 --for 30m\n\n${codes}`)
    .action(extend);

  maintenance
    .command('stop')
    .argument('<id>', 'of the window, as list shows it')
    .description('End a window now, or call off one that has not begun.')
    .option('--author <name>', 'who ends it (default: your user name)')
    .option('--json', 'print one JSON object: {window, text}')
    .option(...configOption)
    .addHelpText('after', `\nExample:\n  headwatch maintenance stop m-2026-11-24-1\n\n${codes}`)
    .action(stop);

  maintenance
    .command('list')
    .description('Windows that are planned, open, or were over in the last two months.')
    .option('--json', 'print one JSON object: {windows}')
    .option(...configOption)
    .addHelpText('after', `\nExample:\n  headwatch maintenance list\n\n${codes}`)
    .action(list);
};

const scopeOf = ({ edge, node, region }: StartOptions): string => {
  if ((edge === undefined) === (node === undefined))
    throw new CommandError('maintenance start: expected one of --edge NAME and --node NAME', exitCodes.usage);
  if (node !== undefined && region)
    throw new CommandError('--region: found it with --node, expected it with --edge', exitCodes.usage);
  return edge === undefined ? `node:${node}` : `edge:${edge}`;
};

const endOf = (options: StartOptions, from: number, now: number): number => {
  if ((options.for === undefined) === (options.to === undefined))
    throw new CommandError('maintenance start: expected one of --for DURATION and --to TIME', exitCodes.usage);
  if (options.to !== undefined) return parseTime('--to', options.to, now);
  return from + parseLength('--for', options.for ?? '');
};

const start = async (options: StartOptions): Promise<void> => {
  const now = Date.now() / 1000;
  const scope = scopeOf(options);
  const from = parseTime('--from', options.from, now);
  const to = endOf(options, from, now);
  const fleet = await fleetOf(options.config);
  const told = await askRouter(fleet, '/api/maintenance', oneWindow, {
    ...{ scope, from, to, regions: options.region ?? [], force: options.force ?? false },
    ...{ reason: options.reason, author: options.author ?? whoami() },
  });
  if (options.json) out(JSON.stringify(told));
  else out(`${told.text}\n${worth(told.window)}`);
};

const extend = async (
  id: string,
  options: Required<Pick<StartOptions, 'for'>> & Pick<StartOptions, 'author' | 'force' | 'config' | 'json'>,
): Promise<void> => {
  const seconds = parseLength('--for', options.for);
  const fleet = await fleetOf(options.config);
  const body = { id, seconds, author: options.author ?? whoami(), force: options.force ?? false };
  const told = await askRouter(fleet, '/api/maintenance/extend', oneWindow, body);
  out(options.json ? JSON.stringify(told) : told.text);
};

const stop = async (id: string, options: Pick<StartOptions, 'author' | 'config' | 'json'>): Promise<void> => {
  const fleet = await fleetOf(options.config);
  const body = { id, author: options.author ?? whoami() };
  const told = await askRouter(fleet, '/api/maintenance/end', oneWindow, body);
  out(options.json ? JSON.stringify(told) : told.text);
};

const list = async (options: Pick<StartOptions, 'config' | 'json'>): Promise<void> => {
  const fleet = await fleetOf(options.config);
  const { windows } = await askRouter(fleet, '/api/maintenance', allWindows);
  if (options.json) return out(JSON.stringify({ windows }));
  if (windows.length === 0) return out('No window is planned or open, and none was in the last two months.');
  const head = ['id', 'state', 'about', 'from (UTC)', 'to (UTC)', 'silenced in', 'adjusted figure', 'reason'];
  const rows = [...windows]
    .sort((a, b) => b.from - a.from)
    .map((window) => [
      ...[window.id, window.state, about(window), timeText(window.from), timeText(window.ended)],
      window.silences ? `${window.silences.held} of ${window.silences.of}` : '-',
      ...[window.counts ? 'without its bad seconds' : 'unchanged', reasonOf(window)],
    ]);
  out(table([head, ...rows], ''));
  for (const { id, why } of windows) if (why !== null) out(`${id} is held back: ${why}`);
};

const reasonOf = ({ reason, forced }: WindowTold): string => (forced ? `${reason} (forced)` : reason);

const about = ({ scope, regions }: WindowTold): string =>
  regions.length > 0 ? `${scope} in ${regions.join(', ')}` : scope;

/** What the window does to the figures, in words. */
const worth = ({ scope, counts, from, announcedAt }: WindowTold): string => {
  const listed = 'The report lists it with the bad seconds inside it.';
  if (scope.startsWith('node:'))
    return `A node's window never changes a figure: members should not notice it. ${listed}`;
  const ahead = from > announcedAt ? `${hoursText(from - announcedAt)} ahead` : 'as it begins';
  return counts
    ? `Announced ${ahead}, early enough: its bad seconds leave the adjusted figure. The raw figure keeps them. ${listed}`
    : `Announced ${ahead}, not ${notice}: it changes no figure. ${listed}`;
};
