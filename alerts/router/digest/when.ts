/**
 * When a digest is due, and what time it is about: from the digest before it to this one, so that every second is told
 * of once. Wall clocks of a time zone, by the runtime's own tables. Pure. Times are Unix seconds.
 */
import type { Fleet } from '../../../collector/config/fleet.ts';
import type { DigestTimes } from '../../../collector/config/fleetNotify.ts';
import { monthOf, monthRange } from '../../ledger/month.ts';
import { clock, monthName } from '../../notifiers/cardWords.ts';

/** Those for operators; the third is the month, for members. */
export const operatorsDigests = ['daily', 'weekly'] as const;
export type OperatorsDigest = (typeof operatorsDigests)[number];

export interface Period {
  /** The day on which it is told, `2026-11-22`. */
  readonly key: string;
  readonly from: number;
  /** When it is due. */
  readonly to: number;
}

const usual: DigestTimes = { at: '07:00', timezone: 'UTC', daily: true, weekly: true };
export const digestTimes = (fleet: Fleet): DigestTimes => fleet.notify.digests ?? usual;

const day = 86_400;
export const daysIn: Readonly<Record<OperatorsDigest, number>> = { daily: 1, weekly: 7 };

const formats = new Map<string, Intl.DateTimeFormat>();
const formatOf = (timeZone: string): Intl.DateTimeFormat => {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit' },
  });
  formats.set(timeZone, made);
  return made;
};

/** What a wall clock shows, as the Unix time at which one in UTC would show the same. */
export const wallOf = (at: number, timezone: string): number => {
  const parts = new Map(
    formatOf(timezone)
      .formatToParts(at * 1000)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) / 1000;
};

/** When a wall clock shows this; where it skips the time, as much later as it skips. */
const whenShown = (wall: number, timezone: string): number => {
  const offset = (at: number): number => wallOf(at, timezone) - at;
  return wall - offset(wall - offset(wall));
};

const secondsOf = (at: string): number => {
  const [hours = 0, minutes = 0] = at.split(':').map(Number);
  return hours * 3600 + minutes * 60;
};

const isoDay = (wall: number): string => new Date(wall * 1000).toISOString().slice(0, 10);
const isMonday = (wall: number): boolean => new Date(wall * 1000).getUTCDay() === 1;

/** The last period that is over at `now`. */
export const lastPeriod = (kind: OperatorsDigest, { at, timezone }: DigestTimes, now: number): Period => {
  const today = Math.floor(wallOf(now, timezone) / day) * day;
  const dueOn = (date: number): number => whenShown(date + secondsOf(at), timezone);
  let date = today;
  while (dueOn(date) > now || (kind === 'weekly' && !isMonday(date))) date -= day;
  return { key: isoDay(date), from: dueOn(date - daysIn[kind] * day), to: dueOn(date) };
};

/** When a month is told at the earliest: at the hour of digests on the first day of the next one, but not before it. */
export const monthDue = (month: string, { at, timezone }: DigestTimes): number => {
  const { to } = monthRange(month);
  return Math.max(to, whenShown(to + secondsOf(at), timezone));
};

/** `22 Nov 07:00`. */
export const momentWords = (at: number, timezone: string): string => {
  const wall = wallOf(at, timezone);
  const shown = new Date(wall * 1000);
  return `${shown.getUTCDate()} ${monthName(monthOf(wall))} ${clock(wall)}`;
};

const weekday = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', weekday: 'short' });

/** `Sun 22 Nov 07:00 UTC`. */
export const dueWords = (at: number, timezone: string): string =>
  `${weekday.format(wallOf(at, timezone) * 1000)} ${momentWords(at, timezone)} ${timezone}`;

/** Monday to Friday, hours of the wall clock, the end exclusive. */
export const workingHours = { from: 9, to: 18 } as const;

/** @param wall as `wallOf` gives it */
export const inWorkingHours = (wall: number): boolean => {
  const shown = new Date(wall * 1000);
  const [date, hour] = [shown.getUTCDay(), shown.getUTCHours()];
  return date >= 1 && date <= 5 && hour >= workingHours.from && hour < workingHours.to;
};
