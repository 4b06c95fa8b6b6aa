import type { Command } from 'commander';
import { observing, observingLine } from '../../collector/config/observing.ts';
import { kinds } from '../../exporters/kinds.ts';
import { untilStopped } from '../untilStopped.ts';

interface Options {
  readonly config?: string;
  readonly vantage?: string;
}

export const registerCollect = (program: Command): void => {
  program
    .command('collect')
    .description('Run a collector: ask the fleet each second, judge it, serve metrics (9760).')
    .option('--config <file>', 'the fleet file (default: $HEADWATCH_HOME/fleet.yaml, ./home/fleet.yaml)')
    .option('--vantage <name>', 'run as this vantage of fleet.yaml instead of the central one')
    .addHelpText(
      'after',
      '\nExamples:\n  headwatch collect\n  headwatch collect --vantage us   # on a host in that region; asks edges, references and controls only\n\nIt runs until Ctrl-C or SIGTERM. Exit codes: 0 stopped, 1 failed, 2 bad fleet file or usage.',
    )
    .action(async (options: Options) => {
      const { configPath } = await import('../../collector/config/path.ts');
      const { loadFleet } = await import('../../collector/config/load.ts');
      const { createLog } = await import('../../collector/log.ts');
      const { startCollector } = await import('../../collector/main.ts');
      const vantage = options.vantage === undefined ? {} : { vantage: options.vantage };
      const fleet = loadFleet(configPath(options.config), { kinds, ...vantage });
      const log = createLog('collector');
      if (observing(fleet)) log.warn(observingLine);
      const collector = await startCollector({ fleet, ...vantage, log });
      await untilStopped();
      await collector.stop();
    });
};
