import type { Command } from 'commander';
import { kinds } from '../../exporters/kinds.ts';
import { CommandError, exitCodes } from '../io.ts';
import { untilStopped } from '../untilStopped.ts';

interface Options {
  readonly config?: string;
  readonly scale: string;
}

const scaleOf = (text: string): number => {
  const scale = Number(text);
  if (!(scale > 0 && scale <= 1)) {
    throw new CommandError(`--scale: found ${text}, expected a number above 0 and up to 1`, exitCodes.usage);
  }
  return scale;
};

export const registerAlert = (program: Command): void => {
  program
    .command('alert')
    .description('Run the router: incidents from Alertmanager to Discord cards (9761), status page (9762).')
    .option('--config <file>', 'the fleet file (default: $HEADWATCH_HOME/fleet.yaml, ./home/fleet.yaml)')
    .option('--scale <factor>', 'shorten every limit above a minute, for drills', '1')
    .addHelpText(
      'after',
      '\nExamples:\n  headwatch alert\n\nIts store is data/router.sqlite beside fleet.yaml; a restart goes on where it stopped.\nIt runs until Ctrl-C or SIGTERM. Exit codes: 0 stopped, 1 failed, 2 bad fleet file or usage.',
    )
    .action(async (options: Options) => {
      const scale = scaleOf(options.scale);
      const { configPath } = await import('../../collector/config/path.ts');
      const { loadFleet } = await import('../../collector/config/load.ts');
      const { createLog } = await import('../../collector/log.ts');
      const { startRouter } = await import('../../alerts/router/main.ts');
      const { renderStatusPage } = await import('../../dashboards/statusPage/render.ts');
      const { pagePolicy } = await import('../../dashboards/statusPage/script.ts');
      const fleet = loadFleet(configPath(options.config), { kinds });
      const discord = fleet.notify.discord?.operators;
      if (discord && discord.value === undefined) {
        throw new CommandError(
          `${discord.file} is missing: put the webhook URL of the operators' Discord channel there`,
          exitCodes.usage,
        );
      }
      const router = await startRouter({ fleet, renderStatusPage, pagePolicy, scale, log: createLog('router') });
      await untilStopped();
      await router.stop();
    });
};
