/**
 * The private listeners are for our own processes and for people with curl. A web page that somebody has open on this
 * host can reach loopback too: by a form or an image, or by a name of its own that it lets resolve to 127.0.0.1. It
 * must neither raise an alert nor read the view.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { hostOf, isOnLoopback } from '../config/loopback.ts';

export interface AskedBy {
  readonly method: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

/** A page's own name has a dot in it; an address and a bare name of this host or network are nobody's page. */
const isNobodysPage = (host: string): boolean => isIP(host) !== 0 || !host.includes('.') || host.endsWith('.localhost');

/**
 * @param listen where the listener is, `host:port`
 * @param names further `host:port` by which fleet.yaml calls it
 * @returns why a request is refused, undefined when it is not
 */
export const browserCheck = (listen: string, names: readonly string[] = []) => {
  const known = new Set([listen, ...names].map(hostOf));
  const local = isOnLoopback(listen);
  return ({ method, headers }: AskedBy): string | undefined => {
    // Browsers send Origin with every POST; Alertmanager, Prometheus and curl never do.
    if (headers.origin !== undefined) return 'not for web pages';
    const site = headers['sec-fetch-site'];
    // `none` is an address that a person has typed.
    if (site !== undefined && site !== 'none' && site !== 'same-origin') return 'not for web pages';
    // Only what is read: a page that posts has been refused above, and an alert is not lost over a name.
    const reads = method === 'GET' || method === 'HEAD';
    const host = hostOf((headers.host ?? '').toLowerCase());
    if (local && reads && host !== '' && !isNobodysPage(host) && !known.has(host)) {
      return 'not known by this name; ask for 127.0.0.1';
    }
    return undefined;
  };
};
