import type { Command } from 'commander';
import { exitCodes, out } from '../io.ts';

interface Options {
  readonly config?: string;
  readonly json?: true;
}

export const registerStatus = (program: Command): void => {
  program
    .command('status')
    .description(
      'The fleet now: edges by region, nodes, chains, open incidents, who watches, what is missing for good.',
    )
    .option('--config <file>', 'the fleet file (default: $HEADWATCH_HOME/fleet.yaml, ./home/fleet.yaml)')
    .option(
      '--json',
      'print one JSON object: {service, at, well, nodes, edges, chains, incidents, watchers, paging, heartbeats, standing, unanswered}',
    )
    .addHelpText(
      'after',
      `
It asks the collector, Prometheus, Alertmanager and the router that fleet.yaml names. What one of them alone knows is
unknown while it does not answer, and unknown is not well.

Examples:
  headwatch status
  watch -n 2 headwatch status

Exit codes: 0 all is well, 1 something is wrong or not known, 2 bad fleet file or usage.`,
    )
    .action(async (options: Options) => {
      const { fleetOf } = await import('../ledger/router.ts');
      const { askAll } = await import('../live/ask.ts');
      const { buildFleetStatus } = await import('../status/build.ts');
      const { showStatus } = await import('../status/show.ts');
      const status = buildFleetStatus(await askAll(await fleetOf(options.config)));
      out(options.json ? JSON.stringify(status) : showStatus(status));
      if (!status.well) process.exitCode = exitCodes.failed;
    });
};
