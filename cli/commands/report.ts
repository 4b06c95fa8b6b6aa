import type { Command } from 'commander';
import type { Comparison } from '../../alerts/ledger/report/compare.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import { CommandError, exitCodes, note, out } from '../io.ts';
import type { Format } from '../report/print.ts';

interface Options {
  readonly month?: string;
  readonly edge?: string;
  readonly config?: string;
  readonly format: string;
  readonly out?: string;
  readonly export?: string;
  readonly fromExport?: string;
  readonly verify?: true;
  readonly json?: true;
}

/** What `report sla --verify --json` prints, as one object. */
interface Verified extends Comparison {
  readonly ok: boolean;
  readonly month: string;
}

export const registerReport = (program: Command): void => {
  const report = program.command('report').description('Monthly reports that can be published.');
  report
    .command('sla')
    .description('The service level of a month from the SLA ledger, with every second that was not good.')
    .option('--month <YYYY-MM>', 'the calendar month, UTC')
    .option('--edge <name>', "one of the members' edges; all of them by default")
    .option('--format <format>', 'md, json, or csv (every interval)', 'md')
    .option('--out <dir>', 'write sla/YYYY-MM/{README.md,report.json,figures.csv,intervals.csv} there instead')
    .option('--export <file>', "write the month's raw samples, without names or addresses (.gz: packed)")
    .option('--from-export <file>', 'compute everything again from such a file; needs no fleet and no Prometheus')
    .option('--verify', 'compute the month again from Prometheus and hold it against the ledger, to the second')
    .option('--json', 'the same as --format json: one JSON object')
    .option('--config <file>', 'the fleet file (default: $HEADWATCH_HOME/fleet.yaml, ./home/fleet.yaml)')
    .addHelpText(
      'after',
      `
Examples:
  headwatch report sla --month 2026-10
  headwatch report sla --month 2026-10 --out .                     # sla/2026-10/README.md, fit for a forum
  headwatch report sla --month 2026-10 --export 2026-10.txt.gz     # what anyone needs to check it
  headwatch report sla --from-export 2026-10.txt.gz
  headwatch report sla --month 2026-10 --verify

Exit codes: 0 done; 1 no ledger or no answer, or --verify found a difference; 2 bad fleet file or usage.`,
    )
    .action(sla);
  report
    .command('pnl')
    .description('Income and expense of a month from the books, held against the chain.')
    .option('--month <YYYY-MM>', 'the calendar month, UTC')
    .option('--format <format>', 'md, json, csv (every movement), or journal (for hledger)', 'md')
    .option('--out <dir>', `write pnl/YYYY-MM/{README.md,report.json,movements.csv,…} there instead`)
    .option('--json', 'the same as --format json: one JSON object')
    .option('--config <file>', 'the fleet file (default: $HEADWATCH_HOME/fleet.yaml, ./home/fleet.yaml)')
    .addHelpText(
      'after',
      `
Examples:
  headwatch report pnl --month 2026-10
  headwatch report pnl --month 2026-10 --out .                     # pnl/2026-10/README.md, fit for a forum
  headwatch report pnl --month 2026-10 --format journal | hledger -f - balance

Members who did not agree to be named are not named. What the chain has not confirmed is never called reconciled.

Exit codes: 0 done; 1 what the chain said cannot be read; 2 faults in the books, no books of that month, bad fleet file
or usage.`,
    )
    .action(pnl);
};

type PnlOptions = Pick<Options, 'month' | 'config' | 'format' | 'out' | 'json'>;

const pnl = async (options: PnlOptions): Promise<void> => {
  const { configPath } = await import('../../collector/config/path.ts');
  const { loadFleetDraft } = await import('../../collector/config/load.ts');
  const { kinds } = await import('../../exporters/kinds.ts');
  const { pnlFormats, printPnl } = await import('../report/printPnl.ts');
  const { pnlOf } = await import('../report/pnl.ts');
  const month = monthOf(options);
  const format = options.json ? 'json' : pnlFormats.find((each) => each === options.format);
  if (!format)
    throw new CommandError(`--format: found ${options.format}, expected ${pnlFormats.join(', ')}`, exitCodes.usage);
  const { fleet } = loadFleetDraft(configPath(options.config), { kinds, allowUnset: true });
  printPnl(pnlOf(fleet, month), { format, out: options.out });
};

const monthOf = ({ month }: Pick<Options, 'month'>): string => {
  if (month === undefined || !/^\d{4}-(0[1-9]|1[0-2])$/.test(month))
    throw new CommandError(`--month: found ${month ?? 'nothing'}, expected YYYY-MM`, exitCodes.usage);
  return month;
};

const sla = async (options: Options): Promise<void> => {
  const { printReport } = await import('../report/print.ts');
  const { computeFromExport, verifyLedger, writeExport } = await import('../report/samples.ts');
  const to = { format: await formatOf(options), out: options.out };
  if (options.fromExport !== undefined) {
    if (options.month ?? options.config ?? options.export ?? options.verify)
      throw new CommandError(
        '--from-export has its own month and fleet: only --edge, --format and --out go with it',
        2,
      );
    const { fleet, months, incidents } = await computeFromExport(options.fromExport, options.edge);
    return printReport(fleet, months, incidents, to);
  }
  const { fleet, month, ledger } = await load(options);
  if (options.verify) return printVerified(month, await verifyLedger(fleet, month, ledger, options.edge), options);
  if (options.export !== undefined) return writeExport(fleet, month, ledger, options.export);
  const { askIncidents, monthsOf } = await import('../../alerts/ledger/report/load.ts');
  const incidents = await askIncidents(fleet, month);
  if (incidents.missing !== null) note(`warning: ${incidents.missing}`);
  printReport(fleet, monthsOf(fleet, month, [...ledger.people, ...ledger.spans], options.edge), incidents, to);
};

const load = async (options: Options) => {
  const { configPath } = await import('../../collector/config/path.ts');
  const { loadFleetDraft } = await import('../../collector/config/load.ts');
  const { kinds } = await import('../../exporters/kinds.ts');
  const { readLedgerMonth } = await import('../../alerts/ledger/report/load.ts');
  const month = monthOf(options);
  const { fleet } = loadFleetDraft(configPath(options.config), { kinds, allowUnset: true });
  checkEdge(fleet, options.edge);
  const ledger = readLedgerMonth(fleet.home, month);
  for (const problem of ledger.problems) note(`warning: ${problem}`);
  if (ledger.spans.length === 0 && options.export === undefined)
    throw new CommandError(
      `${fleet.home}/ledger/sla has nothing of ${month}: \`headwatch alert\` writes what is ten minutes old (until then: \`headwatch ledger list\`)`,
    );
  return { fleet, month, ledger };
};

const formatOf = async ({ format, json }: Options): Promise<Format> => {
  const { formats } = await import('../report/print.ts');
  const found = json ? 'json' : formats.find((each) => each === format);
  if (!found) throw new CommandError(`--format: found ${format}, expected md, json or csv`, exitCodes.usage);
  return found;
};

const checkEdge = (fleet: Fleet, edge: string | undefined): void => {
  const names = fleet.edges.filter(({ audience }) => audience === 'members').map(({ name }) => name);
  if (edge !== undefined && !names.includes(edge))
    throw new CommandError(
      `--edge: found ${edge}, expected a members' edge (${names.join(', ') || 'there is none'})`,
      2,
    );
  if (names.length === 0)
    throw new CommandError("fleet.yaml has no members' edge, so nothing is promised to anyone", 2);
};

const printVerified = async (month: string, { seconds, differences }: Comparison, { json }: Options): Promise<void> => {
  const { timeWords } = await import('../../alerts/ledger/report/words.ts');
  const result: Verified = { ok: differences.length === 0 && seconds > 0, month, seconds, differences };
  if (!result.ok) process.exitCode = exitCodes.failed;
  if (json) return out(JSON.stringify(result));
  for (const { edge, region, from, to, written, recomputed } of differences)
    out(
      `${edge} ${region} ${timeWords(from)} to ${timeWords(to)} (${to - from} s): the ledger says ${written}; computed again: ${recomputed}`,
    );
  out(
    result.ok
      ? `All ${seconds} seconds of ${month} in the ledger are as Prometheus has them.`
      : `${differences.length} differences in ${seconds} seconds of ${month}.`,
  );
};
