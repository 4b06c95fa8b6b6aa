import type { Command } from 'commander';
import { z } from 'zod';
import { heartbeatStates } from '../../alerts/router/heartbeats/heartbeats.ts';
import { formatSeconds } from '../../collector/policy/duration.ts';
import { CommandError, exitCodes, out } from '../io.ts';
import { askRouter, fleetOf } from '../ledger/router.ts';

interface Options {
  readonly size?: string;
  readonly took?: string;
  readonly failed?: true;
  readonly config?: string;
  readonly json?: true;
}

const toldSchema = z.object({
  name: z.string(),
  state: z.enum(heartbeatStates),
  expected: z.number(),
  sizeBytes: z.number().nullable(),
  leastBytes: z.number().nullable(),
});

const amount = (flag: string, text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  if (!/^\d{1,16}(\.\d{1,9})?$/.test(text))
    throw new CommandError(`${flag}: found ${JSON.stringify(text.slice(0, 40))}, expected a number`, exitCodes.usage);
  return Number(text);
};

const wordsOf = ({ name, state, expected, sizeBytes, leastBytes }: z.output<typeof toldSchema>): string => {
  if (state === 'failed') return `${name} failed: operators are told now.`;
  const next = `The next one must come within ${formatSeconds(expected)}.`;
  return state === 'shrunk'
    ? `${name}: noted, but ${sizeBytes} bytes are fewer than the ${leastBytes} that are expected: operators are told. ${next}`
    : `${name}: noted. ${next}`;
};

const beat = async (name: string, options: Options): Promise<void> => {
  const fleet = await fleetOf(options.config);
  const names = (fleet.heartbeats ?? []).map((one) => one.name);
  const found = fleet.heartbeats?.find((one) => one.name === name);
  if (!found)
    throw new CommandError(
      `${name}: no such heartbeat; fleet.yaml has ${names.length > 0 ? names.join(', ') : 'none'}`,
      exitCodes.usage,
    );
  // Its own token goes before the router's, which the machine of a job need not have.
  const router = found.token?.value ? { ...fleet.router, token: found.token } : fleet.router;
  const told = await askRouter(
    { ...fleet, router },
    `/heartbeat/${name}`,
    toldSchema,
    {
      ok: options.failed !== true,
      size_bytes: amount('--size', options.size),
      duration_s: amount('--took', options.took),
    },
    `The running router does not know ${name}: it has read an older fleet.yaml. Restart \`headwatch alert\`.`,
  );
  out(options.json ? JSON.stringify(told) : wordsOf(told));
};

export const registerHeartbeat = (program: Command): void => {
  program
    .command('heartbeat')
    .argument('<name>', 'of heartbeats in fleet.yaml')
    .description('Tell the router that something which must happen has happened: a backup, a snapshot.')
    .option('--size <bytes>', 'how large the result is; a much smaller one than usual is told of')
    .option('--took <seconds>', 'how long it took')
    .option('--failed', 'it ran and failed: operators are told at once')
    .option('--json', 'print one JSON object: {name, state, expected, sizeBytes, leastBytes}')
    .option('--config <file>', 'the fleet file (default: $HEADWATCH_HOME/fleet.yaml, ./home/fleet.yaml)')
    .addHelpText(
      'after',
      `
Examples:
  headwatch heartbeat arb-snapshot --size "$(stat -c %s /backup/arb.tar)"
  headwatch heartbeat arb-snapshot --failed

From a machine without fleet.yaml, with the token of the heartbeat (or of the router) in a file:
  curl -fsS --retry 3 -H "Authorization: Bearer $(cat TOKEN)" -d size_bytes=123 http://ROUTER:9761/heartbeat/arb-snapshot

Exit codes: 0 noted, 1 the router does not answer or cannot write, 2 no such heartbeat, bad fleet file or usage.`,
    )
    .action(beat);
};
