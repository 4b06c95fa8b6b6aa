/**
 * Who may ask the private listener. With a token every post and every read of the API must show it; what Prometheus
 * and a health check read stays open to this host, because they have no secret of ours and learn none.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import type { Secret } from '../../../collector/config/secret.ts';

const openPaths: ReadonlySet<string> = new Set(['/metrics', '/healthz', '/readyz']);

const isLoopback = (address: string): boolean => /^(::ffff:)?127\./.test(address) || address === '::1';

/** Also by an address of its own: a listener on the private network is scraped by it from the same host. */
const fromThisHost = ({ socket }: Request): boolean => {
  const { remoteAddress = '', localAddress } = socket;
  return isLoopback(remoteAddress) || remoteAddress === localAddress;
};

const isOpen = (request: Request): boolean =>
  (request.method === 'GET' || request.method === 'HEAD') && openPaths.has(request.path) && fromThisHost(request);

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Digests are compared, so that neither the length nor a first letter that is right can be measured. */
const shows = (header: string | undefined, token: Secret): boolean => {
  const [, shown = ''] = /^bearer +(\S+) *$/i.exec(header ?? '') ?? [];
  return timingSafeEqual(digest(shown), digest(token.reveal()));
};

const refuse = (response: Response): void => {
  response.status(401).set('www-authenticate', 'Bearer').type('text/plain').send('unauthorized\n');
};

/**
 * Answers 401 without detail.
 * @param shut whether without a token nobody passes, rather than everybody
 */
export const requireToken =
  (token: Secret | undefined, shut: boolean): RequestHandler =>
  (request, response, next) => {
    const may = token === undefined ? !shut : shows(request.headers.authorization, token);
    if (may || isOpen(request)) return next();
    refuse(response);
  };

/** For what has tokens of its own: any of them will do. Undefined lets everyone pass, an empty list nobody. */
export const requireAny =
  (tokensOf: (request: Request) => readonly Secret[] | undefined): RequestHandler =>
  (request, response, next) => {
    const tokens = tokensOf(request);
    // Each is compared, so that the time does not tell which.
    const shown = tokens?.map((token) => shows(request.headers.authorization, token));
    if (shown === undefined || shown.includes(true)) return next();
    refuse(response);
  };
