/** Logs go to standard error as JSON lines, one event each. Messages are built from names and closed words only. */
import pino, { type Logger } from 'pino';

export type Log = Pick<Logger, 'info' | 'warn' | 'error'>;

/** Bytes of lines that could not be written yet; more are dropped. */
const mostKept = 1_000_000;

const levels = [...Object.keys(pino.levels.values), 'silent'];

/** @throws Error for a level that there is not */
export const createLog = (name: string): Log => {
  const level = process.env.HEADWATCH_LOG_LEVEL || 'info';
  if (!levels.includes(level)) {
    throw new Error(`HEADWATCH_LOG_LEVEL: found ${level}, expected one of ${levels.join(', ')}`);
  }
  const destination = pino.destination({ dest: 2, sync: true, maxLength: mostKept });
  // A log that cannot be written, on a full disk, must not end a process that could still page.
  destination.on('error', () => undefined);
  return pino({ name, level, base: { name } }, destination);
};

export const silentLog: Log = pino({ level: 'silent' });
