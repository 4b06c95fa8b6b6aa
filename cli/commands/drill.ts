import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseDuration } from '../../collector/policy/duration.ts';
import { CommandError, exitCodes, note, out } from '../io.ts';

interface Options {
  readonly fault?: string;
  readonly list?: true;
  readonly matrix?: true;
  readonly only?: string;
  readonly bot?: true;
  readonly scale: number;
  readonly jobs: number;
  readonly monitor?: 'default' | 'fastest';
  readonly json?: true;
  readonly keep?: true;
  readonly panels?: true;
  readonly soak?: number;
  readonly live?: true;
  readonly config?: string;
  readonly yes?: true;
  readonly wait: number;
  readonly assumeHeard?: true;
  readonly seed: number;
}

const scale = (text: string): number => {
  const value = Number(text);
  if (value > 0 && value <= 1) return value;
  throw new InvalidArgumentError('expected a number above 0 and at most 1');
};
const jobs = (text: string): number => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 16) return value;
  throw new InvalidArgumentError('expected a whole number from 1 to 16');
};

const soakFor = (text: string): number => {
  const value = parseDuration(text);
  if (value !== undefined && value >= 60 && value <= 86_400) return value;
  throw new InvalidArgumentError('expected a duration from 1m to 24h, such as 30m');
};
const waitFor = (text: string): number => {
  const value = parseDuration(text);
  if (value !== undefined && value >= 1 && value <= 3600) return value;
  throw new InvalidArgumentError('expected a duration of at most 1h, such as 10m');
};
const seed = (text: string): number => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value < 2 ** 32) return value;
  throw new InvalidArgumentError('expected a whole number from 0 to 4294967295');
};

const runSoak = async (seconds: number, options: Options): Promise<void> => {
  const { interruptible } = await import('../withStack.ts');
  const { soak } = await import('../../demo/drill/soak/soak.ts');
  const { soakLines } = await import('../../demo/drill/soak/result.ts');
  const result = await interruptible(({ signal }) =>
    soak({ seconds, seed: options.seed, signal, log: note, note, ...(options.keep ? { keep: true } : {}) }),
  );
  if (!result) return;
  if (options.json) out(JSON.stringify(result));
  else soakLines(result).forEach(out);
  if (!result.ok) throw new CommandError('Noise was taken for trouble.');
};

/** What a matrix breaks when nobody says otherwise: a page of members in one region. */
const brokenByDefault = 'edge-down';

const cellsOf = async ({ only }: Options) => {
  const { cellsNamed, matrixCells } = await import('../../demo/drill/matrix/cells.ts');
  if (only === undefined) return matrixCells;
  try {
    return cellsNamed(only);
  } catch (error) {
    throw new CommandError(`--only: ${error instanceof Error ? error.message : 'unknown'}`, exitCodes.usage);
  }
};

const playMatrix = async (options: Options): Promise<void> => {
  const { faultNamed, interruptible } = await import('../withStack.ts');
  const fault = faultNamed(options.fault ?? brokenByDefault);
  const cells = await cellsOf(options);
  const { matrix } = await import('../../demo/drill/matrix/matrix.ts');
  const { cellLine, cellTable, matrixLine } = await import('../../demo/drill/matrix/cellResult.ts');
  const played = await interruptible(({ signal }) =>
    matrix({
      ...{ cells, fault, jobs: options.jobs, scale: options.scale, signal, log: note, note },
      ...(options.keep ? { keep: true } : {}),
      ...(options.bot ? { bot: true } : {}),
      onResult: (result) => (options.json ? out(JSON.stringify(result)) : note(cellLine(result))),
    }),
  );
  if (!played) return;
  const { results, summary } = played;
  if (!options.json) cellTable(results).forEach(out);
  else if (cells.length > 1) out(JSON.stringify({ summary }));
  note(matrixLine(summary));
  if (summary.failed.length > 0) throw new CommandError(`Not as owed: ${summary.failed.join(', ')}.`);
};

const goLive = async (options: Options): Promise<void> => {
  const { fleetOf, whoami } = await import('../ledger/router.ts');
  const { untilStopped } = await import('../untilStopped.ts');
  const { liveLines, runLiveDrill } = await import('../drill/live.ts');
  const fleet = await fleetOf(options.config);
  const stop = new AbortController();
  void untilStopped().then(() => stop.abort());
  const result = await runLiveDrill(fleet, whoami(), options, stop.signal);
  if (options.json) out(JSON.stringify(result));
  else liveLines(result).forEach(out);
  if (result.page !== 'heard') throw new CommandError('Nobody has confirmed that a phone rang.');
  if (!result.resolved) throw new CommandError('The end of the drill was not seen.');
};

export const registerDrill = (program: Command): void => {
  program
    .command('drill')
    .description('Inject faults into the simulated fleet and time what reaches Discord and PagerDuty.')
    .option('--fault <name>', 'one fault, several with commas, or all')
    .option('--soak <duration>', 'noise instead of faults for so long: nothing of it owes a card or a page', soakFor)
    .option('--seed <number>', "of the soak's noise", seed, 1)
    .option('--matrix', 'take each part away for 20 s, before, during and after an incident opens')
    .option('--only <cells>', 'of the matrix: VICTIM, VICTIM:WHEN or :WHEN, several with commas')
    .option('--live', 'page the on-call of your own fleet for real, through everything, and ask whether it rang')
    .option('--config <file>', 'of --live: the fleet file (default: $HEADWATCH_HOME/fleet.yaml, ./home/fleet.yaml)')
    .option('--yes', 'of --live: do not ask first')
    .option('--wait <duration>', 'of --live: how long a person is waited for', waitFor, 600)
    .addOption(new Option('--assume-heard', 'of --live, with a stand-in of PagerDuty: somebody heard it').hideHelp())
    .option('--list', 'name the faults and what each one owes')
    .option('--bot', "a bot writes the cards instead of the channel's webhook")
    .option('--scale <factor>', 'shorten limits above a minute, to at least a minute', scale, 1)
    .addOption(
      new Option(
        '--monitor <settings>',
        "the balancer asks sidecars beside the nodes, with Cloudflare's settings, instead of its own quick check",
      ).choices(['default', 'fastest']),
    )
    .option('--jobs <number>', 'stacks side by side; each costs about a core', jobs, 1)
    .option('--panels', 'also ask every query of every dashboard at the peak of each fault, and what it showed')
    .option('--json', 'one JSON object a line; of several a last one with the summary')
    .option('--keep', 'keep the temporary directory with configuration and logs')
    .addHelpText(
      'after',
      '\nTimes count from due: the moment the truth crosses the shipped threshold. They come from the request log of the\nstand-ins for Discord and PagerDuty, nothing else. Exit code 1 when something is not as owed.\n\nExamples:\n  headwatch drill --fault node-down\n  headwatch drill --fault all --jobs 4 --json > drill.ndjson\n  headwatch drill --matrix --jobs 2\n  headwatch drill --matrix --only router,prometheus:before',
    )
    .action(async (options: Options) => {
      if (options.live) return goLive(options);
      if (options.soak !== undefined) return runSoak(options.soak, options);
      const { faultNamed, faultNames, interruptible } = await import('../withStack.ts');
      const { listFaults } = await import('../../demo/drill/listFaults.ts');
      if (options.list) return void listFaults().forEach(out);
      if (options.matrix) return playMatrix(options);
      if (options.only !== undefined) throw new CommandError('drill: --only goes with --matrix', exitCodes.usage);
      if (options.fault === undefined) {
        throw new CommandError(
          'drill: --fault NAME or all is missing (--list names them), or --matrix',
          exitCodes.usage,
        );
      }
      const { nodeOfFault } = await import('../../demo/drill/failover.ts');
      // Only faults of one checked node have anything to do with the monitor.
      const moves = (name: (typeof faultNames)[number]): boolean => nodeOfFault(name)?.startsWith('arb-') === true;
      const all = options.monitor === undefined ? faultNames : faultNames.filter(moves);
      const faults = options.fault === 'all' ? all : options.fault.split(',').map(faultNamed);
      const { drill } = await import('../../demo/drill/drill.ts');
      const { summaryLine, tableHead, tableRow } = await import('../../demo/drill/result.ts');

      const summary = await interruptible(({ signal }) => {
        if (!options.json) out(tableHead(options.scale));
        return drill({
          faults,
          jobs: options.jobs,
          scale: options.scale,
          signal,
          ...(options.keep ? { keep: true } : {}),
          ...(options.bot ? { bot: true } : {}),
          ...(options.panels ? { panels: true } : {}),
          ...(options.monitor === undefined ? {} : { monitor: options.monitor }),
          log: note,
          note,
          onResult: (result) => out(options.json ? JSON.stringify(result) : tableRow(result)),
        });
      });
      if (!summary) return;
      if (faults.length > 1) {
        note(summaryLine(summary));
        if (options.json) out(JSON.stringify({ summary }));
      }
      if (summary.failed.length > 0) throw new CommandError(`Not as owed: ${summary.failed.join(', ')}.`);
    });
};
