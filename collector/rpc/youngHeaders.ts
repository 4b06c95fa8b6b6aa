/**
 * undici keeps an empty array for the headers of the next answer on each connection. While a connection is idle V8 comes to
 * count it among its old objects, and what is then put there stays until everything is collected: views of the headers,
 * and with them the whole answer. At a thousand nodes that is 5 MB a second, a collection each 13 s, and a quarter of a
 * second in which every answer is late. So each question begins with a new array.
 */
import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

/** What is known of undici's parser; its types leave it out. */
interface Parser {
  headers: unknown[];
}

const parserKey = (socket: Socket): symbol | undefined =>
  Object.getOwnPropertySymbols(socket).find(({ description }) => description === 'parser');

let key: symbol | undefined;

/** undici's parser of a connection; undefined where this undici has none that is known. */
export const parserOf = (socket: Socket): Parser | undefined => {
  if (key === undefined || !(key in socket)) key = parserKey(socket);
  if (key === undefined) return undefined;
  // undici sets it on its own sockets.
  const parser = (socket as unknown as Readonly<Record<symbol, Partial<Parser> | null>>)[key];
  return Array.isArray(parser?.headers) ? (parser as Parser) : undefined;
};

let begun = false;

/** Once for the whole process: connections tell when a question is written. */
export const keepHeadersYoung = (): void => {
  if (begun) return;
  begun = true;
  subscribe('undici:client:sendHeaders', (message) => {
    // The channel's message, as undici documents it.
    const parser = parserOf((message as { readonly socket: Socket }).socket);
    // One that holds something belongs to an answer that is under way.
    if (parser?.headers.length === 0) parser.headers = [];
  });
};
