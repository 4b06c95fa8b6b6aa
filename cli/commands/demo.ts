import { type Command, InvalidArgumentError } from 'commander';
import { CommandError, exitCodes, note, useColour } from '../io.ts';

interface Options {
  readonly fault: string | false;
  readonly port?: number;
  readonly once?: true;
  readonly keep?: true;
}

const port = (text: string): number => {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0 && value < 65_536) return value;
  throw new InvalidArgumentError('expected a port from 1 to 65535');
};

export const registerDemo = (program: Command): void => {
  program
    .command('demo')
    .description('Run the whole system on a simulated fleet on this machine: no Docker, no accounts.')
    .option('--fault <name>', 'what breaks after a few seconds; `headwatch drill --list` names them', 'edge-down')
    .option('--no-fault', 'break nothing')
    .option('--port <number>', 'port of the status page (default: a free one)', port)
    .option('--once', 'end after the incident is resolved; exit code 1 if something owed did not come')
    .option('--keep', 'keep the temporary directory with configuration and logs')
    .addHelpText(
      'after',
      '\nExamples:\n  headwatch demo\n  headwatch demo --fault edge-stale-one-region\n  headwatch demo --no-fault --port 8080\n\nEverything binds 127.0.0.1. Ctrl-C ends it and leaves nothing behind.\nExit codes: 0 fine, 1 something owed did not come, or it could not start, 2 bad usage.',
    )
    .action(async (options: Options) => {
      const { faultNamed, interruptible } = await import('../withStack.ts');
      const { startStack } = await import('../../demo/stack/stack.ts');
      const { playFault, showAddresses } = await import('../../demo/stack/showDemo.ts');
      const { portIsFree } = await import('../../demo/stack/ports.ts');
      if (options.port !== undefined && !(await portIsFree(options.port))) {
        throw new CommandError(`--port: cannot listen on 127.0.0.1:${options.port}; take another one`, exitCodes.usage);
      }
      const fault = options.fault === false ? undefined : faultNamed(options.fault);
      const colour = useColour(process.stderr);
      const style = (code: number) => (text: string) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
      const teller = { say: note, bold: style(1), dim: style(2) };

      note('Starting a simulated fleet, three collectors, the router, Prometheus, Alertmanager, and stand-ins');
      note('for Discord and PagerDuty…');
      const good = await interruptible(async ({ signal, stopped }) => {
        const stack = await startStack({
          cloudflare: true,
          treasury: true,
          log: note,
          signal,
          ...(options.port === undefined ? {} : { publicPort: options.port }),
          ...(options.keep ? { keep: true } : {}),
        });
        try {
          note(`Ready after ${(stack.readyMs / 1000).toFixed(1)} s.`);
          showAddresses(stack, teller);
          const played = fault === undefined || (await Promise.race([playFault(stack, fault, teller), stopped]));
          if (options.once || played === undefined) return played;
          note(`It keeps running: look around, or break something else at ${stack.urls.sim}/control/`);
          note('Ctrl-C ends it and leaves nothing behind.');
          await stopped;
          return true;
        } finally {
          await stack.stop();
          note(options.keep ? `Stopped. Configuration and logs: ${stack.home}` : 'Stopped; nothing is left behind.');
        }
      });
      if (good === false) throw new CommandError('The demo did not go as it should: something owed did not come.');
    });
};
