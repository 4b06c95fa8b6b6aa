import type { Command } from 'commander';
import { CommandError, exitCodes, out, shownPath } from '../io.ts';

/** `headwatch backup`: everything of a home that cannot be made again, while the processes run. */
export const registerBackup = (program: Command): void => {
  program
    .command('backup')
    .description('Copy the home, secrets and all, into a new directory, while everything runs.')
    .argument('<directory>', 'a directory that is not there yet, or empty')
    .option('--config <file>', 'the fleet file (default: $HEADWATCH_HOME/fleet.yaml, ./home/fleet.yaml)')
    .option('--json', 'print one JSON object: {ok, directory, files}')
    .addHelpText(
      'after',
      `
It holds secrets: 0700, and keep it so. To restore, put it in the place of the home, and run \`headwatch apply\`.
Samples of Prometheus are not in it; docs/operate.md says how they are kept.

Examples:
  headwatch backup /backup/headwatch-$(date +%F)

Exit codes: 0 done; 1 something could not be copied; 2 usage.`,
    )
    .action(backup);
};

const backup = async (
  directory: string,
  options: { readonly config?: string; readonly json?: true },
): Promise<void> => {
  const { existsSync, readdirSync } = await import('node:fs');
  const { dirname, resolve } = await import('node:path');
  const { configPath } = await import('../../collector/config/path.ts');
  const { copyHome } = await import('../backup/copyHome.ts');
  const file = configPath(options.config);
  if (!existsSync(file)) throw new CommandError(`${file} is not there: is HEADWATCH_HOME set?`, exitCodes.usage);
  if (existsSync(directory) && readdirSync(directory).length > 0)
    throw new CommandError(`${shownPath(directory)} is not empty`, exitCodes.usage);
  const files = copyHome(dirname(resolve(file)), resolve(directory));
  if (options.json) out(JSON.stringify({ ok: true, directory: resolve(directory), files }));
  else out(`${files} files in ${shownPath(directory)}. It holds secrets: keep it as private as the home.`);
};
