/** Every state as icon, word and colour class, and numbers as people read them. */
import type { ChainVerdict, EdgeState, NodeVerdict } from '../../collector/catalogue/labels.ts';
import { formatSeconds } from '../../collector/policy/duration.ts';
import type { IncidentStatus, ServiceState } from '../../collector/status.ts';

export type Tone = 'good' | 'warn' | 'bad' | 'unknown';
export interface Word {
  readonly icon: '✔' | '▲' | '✖' | '?' | '■';
  readonly word: string;
  readonly tone: Tone;
}

export const serviceWords: Readonly<Record<ServiceState, Word>> = {
  up: { icon: '✔', word: 'Up', tone: 'good' },
  degraded: { icon: '▲', word: 'Degraded', tone: 'warn' },
  down: { icon: '✖', word: 'Down', tone: 'bad' },
  unknown: { icon: '?', word: 'Unknown', tone: 'unknown' },
};

export const edgeWords: Readonly<Record<EdgeState, Word>> = {
  good: { icon: '✔', word: 'Up', tone: 'good' },
  bad: { icon: '✖', word: 'Down', tone: 'bad' },
  halted: { icon: '■', word: 'Chain halted', tone: 'warn' },
  unknown: { icon: '?', word: 'Unknown', tone: 'unknown' },
};

export const nodeWords: Readonly<Record<NodeVerdict, Word>> = {
  ok: { icon: '✔', word: 'OK', tone: 'good' },
  lagging: { icon: '▲', word: 'Lagging', tone: 'warn' },
  syncing: { icon: '▲', word: 'Syncing', tone: 'warn' },
  stalled: { icon: '✖', word: 'Stalled', tone: 'bad' },
  diverged: { icon: '✖', word: 'Diverged', tone: 'bad' },
  wrong_chain: { icon: '✖', word: 'Wrong chain', tone: 'bad' },
  unreachable: { icon: '✖', word: 'Unreachable', tone: 'bad' },
  unknown: { icon: '?', word: 'Unknown', tone: 'unknown' },
};

export const chainWords: Readonly<Record<ChainVerdict, Word>> = {
  live: { icon: '✔', word: 'Live', tone: 'good' },
  halted: { icon: '■', word: 'Halted, not us', tone: 'warn' },
  unverifiable: { icon: '?', word: 'Unverifiable', tone: 'unknown' },
};

export const severityWords: Readonly<Record<IncidentStatus['severity'], Word>> = {
  page: { icon: '✖', word: 'Outage', tone: 'bad' },
  warning: { icon: '▲', word: 'Warning', tone: 'warn' },
  info: { icon: '▲', word: 'Notice', tone: 'warn' },
};

export const notKnown = 'not known';

/** `0.4 s`, `3 m 5 s`; absent is not zero. */
export const duration = (seconds: number | null): string =>
  seconds === null || !Number.isFinite(seconds) ? notKnown : formatSeconds(Math.max(0, seconds));

const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });

/** Digits in groups, so that a height can be read aloud. */
export const count = (value: number | null): string =>
  value === null || !Number.isFinite(value) ? notKnown : whole.format(value);

/** Whole seconds of a Unix time as a date, or undefined for something that is no time. */
const dateOf = (unix: number): Date | undefined => {
  const date = new Date(Math.floor(unix) * 1000);
  return Number.isNaN(date.getTime()) ? undefined : date;
};

export const clock = (unix: number): string => {
  const text = dateOf(unix)?.toISOString();
  return text ? `${text.slice(11, 19)} UTC` : notKnown;
};

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export const day = (unix: number): string => {
  const date = dateOf(unix);
  return date ? `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}` : notKnown;
};

/** `2026-11` → `Nov 2026`. */
export const monthName = (month: string): string => {
  const [year, number] = month.split('-');
  const name = months[Number(number) - 1];
  return name === undefined ? month : `${name} ${year}`;
};

/** For `<time datetime>`. */
export const machineTime = (unix: number): string => dateOf(unix)?.toISOString().replace('.000', '') ?? '';
