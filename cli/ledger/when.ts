/** Times and lengths as people type them, and as they are shown to them. UTC throughout. */
import { parseDuration } from '../../collector/policy/duration.ts';
import { CommandError, exitCodes } from '../io.ts';

/** From typing to the router, at most. Seconds. */
const underway = 5;
const pattern = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2}))?)?Z?$/;

/**
 * `now`, `+49h` (from now, to the next full minute), `2026-11-24`, `2026-11-24T22:00` or with a space: whole Unix seconds, UTC.
 * @throws CommandError for anything else
 */
export const parseTime = (option: string, text: string, now: number): number => {
  const fault = (): CommandError =>
    new CommandError(
      `${option}: found ${text}, expected now, +49h, or a time in UTC such as 2026-11-24T22:00`,
      exitCodes.usage,
    );
  if (text === 'now') return Math.floor(now);
  if (text.startsWith('+')) {
    const seconds = parseDuration(text.slice(1));
    if (seconds === undefined) throw fault();
    // A whole minute, and not before what was asked for: `+48h` must be 48 h ahead when it arrives, too.
    return Math.ceil((now + seconds + underway) / 60) * 60;
  }
  const [, day, minutes = '00:00', seconds = '00'] = pattern.exec(text) ?? [];
  const iso = `${day}T${minutes}:${seconds}Z`;
  const at = Date.parse(iso) / 1000;
  // The thirtieth of February is no time.
  if (day === undefined || !Number.isFinite(at) || new Date(at * 1000).toISOString().slice(0, 19) !== iso.slice(0, 19))
    throw fault();
  return at;
};

/** @throws CommandError */
export const parseLength = (option: string, text: string): number => {
  const seconds = parseDuration(text);
  if (seconds === undefined || seconds < 1)
    throw new CommandError(`${option}: found ${text}, expected a duration such as 30m or 2h`, exitCodes.usage);
  return Math.floor(seconds);
};

/** @throws CommandError */
export const parseMonth = (text: string): string => {
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(text)) return text;
  throw new CommandError(`--month: found ${text}, expected a month such as 2026-10`, exitCodes.usage);
};

/** `2026-11-24 22:00:00`. */
export const timeText = (at: number): string => new Date(at * 1000).toISOString().slice(0, 19).replace('T', ' ');

/** `49 h`, `3 h 1 m`: notice is given in hours. */
export const hoursText = (seconds: number): string => {
  const minutes = Math.floor(seconds / 60);
  const rest = minutes % 60 === 0 ? '' : ` ${minutes % 60} m`;
  return minutes < 60 ? `${minutes} m` : `${Math.floor(minutes / 60)} h${rest}`;
};
