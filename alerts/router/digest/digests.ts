/**
 * Tells the digests: each once, over restarts too. node-cron wakes us at the hour of digests and at every full hour;
 * what is owed is decided from the clock and the store alone, so that a wake-up more or less changes nothing.
 *
 * What was due while the router was away is told when it is back within six hours, else passed over. A month is never
 * passed over: it waits for the ledger to settle it, three days at most, and is then told as it is known. Nothing is
 * told of a time before the first run that could have told it.
 */
import { schedule } from 'node-cron';
import type { Log } from '../../../collector/log.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { monthOf, monthRange, monthsBack } from '../../ledger/month.ts';
import { announceComposed, tellsMembers } from '../membersDesk.ts';
import { tellOperators, tellsOperators } from '../operatorsLine.ts';
import { createPast } from '../past.ts';
import { type DailySources, dailyFacts, type Versions, versionsNow } from './dailyFacts.ts';
import { dailyText } from './dailyText.ts';
import type { AskMoney } from './moneyFacts.ts';
import { monthPost } from './monthPost.ts';
import { weeklyFacts } from './weeklyFacts.ts';
import { weeklyText } from './weeklyText.ts';
import {
  daysIn,
  digestTimes,
  lastPeriod,
  monthDue,
  type OperatorsDigest,
  operatorsDigests,
  type Period,
} from './when.ts';

export interface DigestOptions extends DailySources {
  readonly ledger: () => Ledger | undefined;
  readonly money: AskMoney;
  readonly log: Pick<Log, 'info' | 'error'>;
}

/** What would be told now. */
export interface Digest {
  readonly kind: OperatorsDigest | 'month';
  readonly text: string;
  /** What it is about, Unix seconds. */
  readonly from: number;
  readonly to: number;
  /** Whether it is told without anyone asking: it is on in fleet.yaml, and there is a channel. */
  readonly on: boolean;
  /** Of a month: whether every second of it is settled; otherwise null. */
  readonly settled: boolean | null;
}

export interface Digests {
  /** Tells what is owed. @throws when the store cannot be used */
  tend(): Promise<void>;
  preview(kind: OperatorsDigest): Promise<Digest>;
  /** Undefined where there is nothing to tell: no edge for members and no treasury, or the ledger cannot be read. */
  previewMonth(month: string): Promise<Digest | undefined>;
  /** Wakes at the hours of digests until `stop`, and once soon, for what was missed. */
  start(): { stop(): Promise<void> };
}

/** A timer may ring a little early. */
const slack = 1;
const lateMost = 6 * 3600;
const settledWithin = 3 * 86_400;
/** As many months are made up for. */
const monthsOwed = 3;
/** Until the first view and the first run of the ledger are there. Milliseconds. */
const firstAfter = 20_000;

const versionsKey = 'digest:versions';

export const createDigests = (options: DigestOptions): Digests => {
  const { fleet, store, now, log } = options;
  const times = digestTimes(fleet);
  const isOn = (kind: OperatorsDigest): boolean => times[kind] && tellsOperators(fleet);

  // Written by tellDaily only.
  const versionsBefore = (): Versions => JSON.parse(store.read(versionsKey) ?? '{}') as Versions;
  const windows = () => options.ledger()?.windows(0) ?? [];
  const textOf = async (kind: OperatorsDigest, period: Period): Promise<string> =>
    kind === 'daily'
      ? dailyText(await dailyFacts(options, period, times.timezone, versionsBefore()))
      : weeklyText(weeklyFacts({ fleet, store, windows: windows() }, period, times.timezone));

  const past = createPast(now);
  /** Since when this kind could be told; the first question is the beginning. */
  const since = (kind: Digest['kind']): number => {
    const key = `digest:since:${kind}`;
    const known = store.read(key);
    if (known !== undefined) return past(Number(known));
    store.write(key, String(now()));
    return now();
  };
  /** By kind and period, so that one of a clock that was ahead stands in no other's way. */
  const told = new Set<string>();

  const tellOne = async (kind: OperatorsDigest): Promise<void> => {
    if (!isOn(kind)) return;
    const from = since(kind);
    const period = lastPeriod(kind, times, now() + slack);
    if (told.has(`${kind}:${period.key}`) || period.to <= from || now() - period.to > lateMost) return;
    const versions = versionsNow(options.view(), versionsBefore());
    // Nobody kept a record of what was before.
    const content = await textOf(kind, { ...period, from: Math.max(period.from, from) });
    if (tellOperators({ fleet, store, now }, `digest:${kind}:${period.key}`, { content, quiet: true })) {
      if (kind === 'daily') store.write(versionsKey, JSON.stringify(versions));
      log.info({ digest: kind, period: period.key }, 'digest told');
    }
    told.add(`${kind}:${period.key}`);
  };

  const stopping = new AbortController();
  const postOf = (month: string) =>
    monthPost(fleet, store, options.ledger(), month, () => options.money(month, now(), stopping.signal));
  const tellMonths = async (): Promise<void> => {
    if (!tellsMembers(fleet)) return;
    const from = since('month');
    const ended = monthsBack(now(), monthsOwed + 1)
      .slice(1)
      .toReversed();
    for (const month of ended) {
      const { to } = monthRange(month);
      if (to <= from || now() + slack < monthDue(month, times) || told.has(`month:${month}`)) continue;
      const post = await postOf(month);
      // A later month is not told before it.
      if (!post || !(post.settled || now() >= to + settledWithin)) return;
      if (announceComposed({ fleet, store, now }, `sla:${month}`, post.text))
        log.info({ digest: 'month', period: month, settled: post.settled }, 'digest told');
      told.add(`month:${month}`);
    }
  };

  const tend = async (): Promise<void> => {
    for (const kind of operatorsDigests) await tellOne(kind);
    await tellMonths();
  };
  const safely = async (): Promise<void> => {
    try {
      await tend();
    } catch (error) {
      // What was asked is given up with us; it stays owed.
      if (stopping.signal.aborted) return;
      log.error({ error: error instanceof Error ? error.name : 'error' }, 'a digest cannot be told now');
    }
  };

  return {
    tend,
    preview: async (kind) => {
      const to = Math.floor(now());
      const period = { key: 'now', from: to - daysIn[kind] * 86_400, to };
      return { kind, text: await textOf(kind, period), from: period.from, to, on: isOn(kind), settled: null };
    },
    previewMonth: async (month) => {
      const { from, to } = monthRange(month);
      const on = tellsMembers(fleet) && month < monthOf(now());
      const post = await postOf(month);
      return post && { kind: 'month', ...post, from, to, on };
    },
    start: () => {
      const { timezone, at } = times;
      const [hour, minute] = at.split(':').map(Number);
      let running = Promise.resolve();
      const wake = (): Promise<void> => {
        running = running.then(safely);
        return running;
      };
      const quietly = { noOverlap: true, unref: true, suppressMissedWarning: true } as const;
      const tasks = [
        schedule(`${minute} ${hour} * * *`, wake, { ...quietly, timezone }),
        schedule('0 * * * *', wake, { ...quietly, timezone: 'UTC' }),
      ];
      const first = setTimeout(wake, firstAfter);
      return {
        stop: async () => {
          clearTimeout(first);
          stopping.abort();
          await Promise.all(tasks.map((task) => task.destroy()));
          await running;
        },
      };
    },
  };
};
