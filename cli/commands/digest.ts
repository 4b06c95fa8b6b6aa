import type { Command } from 'commander';
import { z } from 'zod';
import { CommandError, exitCodes, note, out } from '../io.ts';
import { askRouter, fleetOf } from '../ledger/router.ts';
import { parseMonth } from '../ledger/when.ts';

interface Options {
  readonly daily?: true;
  readonly weekly?: true;
  readonly month?: string;
  readonly config?: string;
  readonly json?: true;
}

const digestSchema = z.object({
  kind: z.enum(['daily', 'weekly', 'month']),
  text: z.string(),
  from: z.number(),
  to: z.number(),
  on: z.boolean(),
  settled: z.boolean().nullable(),
});

/** `headwatch digest`: what would be posted now. */
export const registerDigest = (program: Command): void => {
  program
    .command('digest')
    .description('What a digest would say now. Nothing is sent, and none is told earlier or later by asking.')
    .option('--daily', "the operators' digest of the last 24 h")
    .option('--weekly', "the operators' summary of the last 7 days")
    .option('--month <YYYY-MM>', "the members' post on a calendar month, UTC")
    .option('--json', 'print one JSON object: {kind, text, from, to, on, settled}')
    .option('--config <file>', 'the fleet file (default: $HEADWATCH_HOME/fleet.yaml, ./home/fleet.yaml)')
    .addHelpText(
      'after',
      `
Examples:
  headwatch digest --daily
  headwatch digest --weekly --json
  headwatch digest --month 2026-10

Exit codes: 0 done, 1 the router does not answer or has nothing to tell, 2 bad fleet file or usage.`,
    )
    .action(show);
};

const pathOf = ({ daily, weekly, month }: Options): string => {
  const asked = [daily && '/daily', weekly && '/weekly', month !== undefined && `/month?month=${parseMonth(month)}`];
  const [path, more] = asked.filter((each) => typeof each === 'string');
  if (path === undefined || more !== undefined)
    throw new CommandError('digest: expected one of --daily, --weekly and --month YYYY-MM', exitCodes.usage);
  return path;
};

const offWords = {
  daily: 'It is not posted: notify.digests.daily is false, or operators have no channel.',
  weekly: 'It is not posted: notify.digests.weekly is false, or operators have no channel.',
  month: 'It is not posted: the month is not over, members have no channel, or this is a trial week.',
} as const;

const show = async (options: Options): Promise<void> => {
  const path = pathOf(options);
  const fleet = await fleetOf(options.config);
  const nothing = 'There is nothing to tell of a month: no edge is for members, or the ledger cannot be read.';
  const digest = await askRouter(fleet, `/api/digest${path}`, digestSchema, undefined, nothing);
  if (options.json) return out(JSON.stringify(digest));
  out(digest.text);
  if (!digest.on) note(offWords[digest.kind]);
  if (digest.settled === false)
    note('The month is not settled: members are told when it is, or three days after its end.');
};
