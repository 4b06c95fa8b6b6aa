/** `drill --live`: asks before it pages, asks whether it rang, and says what came of it. */
import { createInterface } from 'node:readline/promises';
import { type LiveDrillResult, liveDrill } from '../../alerts/router/selfwatch/liveDrill.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import { CommandError, exitCodes, note } from '../io.ts';

export interface LiveOptions {
  readonly yes?: true;
  readonly assumeHeard?: true;
  readonly wait: number;
}

const question = async (text: string, signal?: AbortSignal): Promise<boolean> => {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${text} [y/N] `, signal ? { signal } : {})).trim());
  } finally {
    terminal.close();
  }
};

const isLoopback = (url: string | undefined): boolean =>
  url !== undefined && /^(127\.|localhost$|\[::1\]$)/.test(new URL(url).hostname);

const never = new Promise<never>(() => {});

/** @throws CommandError with exit code 2 when nobody may be paged by this */
const allowed = async (fleet: Fleet, options: LiveOptions): Promise<void> => {
  if (options.assumeHeard && !isLoopback(fleet.notify.pagerduty?.url)) {
    throw new CommandError(
      'drill: --assume-heard is for a stand-in of PagerDuty on this host; of a real one only a person knows.',
      exitCodes.usage,
    );
  }
  if (options.yes) return;
  if (!process.stdin.isTTY)
    throw new CommandError('drill: --live pages whoever is on call; without a terminal add --yes', exitCodes.usage);
  if (!(await question('This pages whoever is on call now, for real, and says DRILL. Go on?')))
    throw new CommandError('Nobody was paged.');
};

const askWhetherItRang = async (signal: AbortSignal): Promise<boolean> => {
  try {
    return await question('Did the phone of the on-call ring?', signal);
  } catch {
    // Answered by the button meanwhile, or given up.
    return false;
  }
};

/** @throws CommandError */
export const runLiveDrill = async (
  fleet: Fleet,
  by: string,
  options: LiveOptions,
  signal: AbortSignal,
): Promise<LiveDrillResult> => {
  await allowed(fleet, options);
  const asked = options.assumeHeard ? async () => true : process.stdin.isTTY ? askWhetherItRang : () => never;
  try {
    return await liveDrill({ fleet, by, waitSeconds: options.wait, asked, note, signal });
  } catch (error) {
    throw error instanceof Error && error.name === 'DrillRefused' ? new CommandError(error.message) : error;
  }
};

const milliseconds = (value: number | null): string => (value === null ? 'not seen' : `${value} ms`);

export const liveLines = (result: LiveDrillResult): readonly string[] => [
  `card      ${milliseconds(result.card_ms)}`,
  `page      ${result.page}${result.heard_by === null ? '' : `, says ${result.heard_by}`}`,
  `resolved  ${result.resolved ? milliseconds(result.resolve_ms) : 'not seen: the alert ends by itself within minutes'}`,
  `proof     ${result.recorded ? 'kept: status says when paging was last heard' : 'none'}`,
];
