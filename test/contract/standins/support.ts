import { accessSync, constants } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { WebhookClient } from 'discord.js';
import type { Entry, Standins } from '../../../demo/standins/main.ts';

/** The real client, pointed at the stand-in. */
export const clientOf = (standins: Standins, token = standins.discord.webhookToken): WebhookClient =>
  new WebhookClient({ id: standins.discord.webhookId, token }, { rest: { api: standins.discord.api } });

export const postJson = (url: string, body: unknown, method = 'POST'): Promise<Response> =>
  fetch(url, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

export const discordLog = (standins: Standins): Extract<Entry, { sink: 'discord' }>[] =>
  standins.log().filter((entry) => entry.sink === 'discord');

export const pagerdutyLog = (standins: Standins): Extract<Entry, { sink: 'pagerduty' }>[] =>
  standins.log().filter((entry) => entry.sink === 'pagerduty');

/** A program's path. @throws when PATH has none of the names */
export const onPath = (...names: readonly string[]): string => {
  for (const directory of (process.env.PATH ?? '').split(delimiter))
    for (const name of names) {
      const file = join(directory, name);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        // Not here: look in the next place.
      }
    }
  throw new Error(`none of these programs is on PATH: ${names.join(', ')}`);
};

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });

/** Asks until `ask` answers something, for at most `seconds`. */
export const eventually = async <T>(
  what: string,
  ask: () => T | undefined | Promise<T | undefined>,
  seconds = 15,
): Promise<T> => {
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    const found = await ask();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`waited ${seconds} s for ${what}`);
};
