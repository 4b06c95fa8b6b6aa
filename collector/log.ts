/** Logs go to standard error as JSON lines, one event each. Messages are built from names and closed words only. */
import pino, { type Logger } from 'pino';

export type Log = Pick<Logger, 'info' | 'warn' | 'error'>;

export const createLog = (name: string): Log =>
  pino(
    { name, level: process.env.HEADWATCH_LOG_LEVEL ?? 'info', base: { name } },
    pino.destination({ dest: 2, sync: true }),
  );

export const silentLog: Log = pino({ level: 'silent' });
