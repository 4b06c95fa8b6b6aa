import { createHash } from 'node:crypto';
import { ProbeFailure } from '../../../collector/probe/api.ts';
import type { JourneyCompany, JourneyContext } from '../../../collector/probe/journey.ts';
import type { Step } from '../run.ts';
import type { HeadStep } from '../steps/head.ts';
import { askLogs, type LogRef } from '../steps/logs.ts';
import { livepeerTopics } from './topics.ts';

/** Blocks behind the head where logs no longer change, and how many of them are compared. */
const settled = 100;
const span = 200;
/** Seconds from one window to the next. */
const every = 60;
/** Windows that the company remembers: honest paths are one apart, a stalled node further. */
const remembered = 8;

interface Window {
  readonly from: number;
  readonly to: number;
  readonly key: string;
}

/** The newest settled window. Windows begin at round heights, so that all paths of the process ask the same ones. */
const windowAt = (head: number, blockTime: number): Window | undefined => {
  const step = Math.max(1, Math.round(every / blockTime));
  const from = Math.floor((head - settled - span + 1) / step) * step;
  const to = from + span - 1;
  return from > 0 ? { from, to, key: `${from}-${to}` } : undefined;
};

/** Honest providers differ in the JSON around a log, and may differ in the order; these three name it. */
const digestOf = (logs: readonly LogRef[]): string => {
  const lines = logs.map(({ blockHash, transactionHash, logIndex }) => `${blockHash} ${transactionHash} ${logIndex}`);
  return createHash('sha256')
    .update([...new Set(lines)].sort().join('\n'))
    .digest('hex');
};

/** At least two others agree with each other and not with us, and they are more than those who agree with us. */
export const standsAlone = (digests: ReadonlyMap<string, string>, target: string): boolean => {
  const own = digests.get(target);
  const votes = new Map<string, number>();
  for (const digest of digests.values()) votes.set(digest, (votes.get(digest) ?? 0) + 1);
  const ours = own === undefined ? 0 : (votes.get(own) ?? 0);
  return [...votes].some(([digest, count]) => digest !== own && count >= 2 && count > ours);
};

const openWindow = (company: JourneyCompany, key: string): Map<string, string> => {
  const known = company.settledLogs.get(key);
  if (known) return known;
  const opened = new Map<string, string>();
  company.settledLogs.set(key, opened);
  while (company.settledLogs.size > remembered) {
    const oldest = company.settledLogs.keys().next().value;
    if (oldest === undefined) break;
    company.settledLogs.delete(oldest);
  }
  return opened;
};

/**
 * Once per window (about once a minute) the logs of settled blocks, as a set, beside those of the other paths. Whoever
 * asked first is compared again when the others have: a backend that lost logs answers `[]` without an error.
 */
export const settledLogsStep = (context: JourneyContext, head: HeadStep): Step => {
  const { company, labels, chain } = context;
  return {
    name: 'settled_logs',
    run: async () => {
      const window = windowAt(head.current().number, chain.blockTime);
      if (!window) return 'not_run';
      const digests = openWindow(company, window.key);
      if (digests.has(labels.target) && !standsAlone(digests, labels.target)) return 'not_run';
      digests.delete(labels.target);
      digests.set(labels.target, digestOf(await askLogs(context, { topics: livepeerTopics }, window.from, window.to)));
      if (standsAlone(digests, labels.target)) throw new ProbeFailure('logs_differ');
      return 'done';
    },
  };
};
