/** The public listener: the status page, status.json, metrics and the runbooks, nothing else. Anyone may read it. */
import express, { type ErrorRequestHandler, type Express } from 'express';
import type { Status } from '../../../collector/status.ts';
import { alertNames } from '../../rules/index.ts';
import { publicContentType, renderPublicMetrics } from '../publicMetrics.ts';
import { readRunbook } from './runbooks.ts';

export interface PublicOptions {
  readonly status: () => Status;
  readonly renderStatusPage: (status: Status) => string;
  /** Content security policy that the page needs; without one it may load and run nothing. */
  readonly pagePolicy?: string | undefined;
}

const nothing = "default-src 'none'; base-uri 'none'; form-action 'none'";

const headers = (policy: string) =>
  ({
    'content-security-policy': `${policy}; frame-ancestors 'none'`,
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    // One second: a cache in front takes the crowd, and nobody reads an old state.
    'cache-control': 'public, max-age=1',
  }) as const;

/** Made once for each status, however many ask for it. */
const remembered = <T>(status: () => Status, make: (status: Status) => T): (() => T) => {
  let last: { readonly of: Status; readonly made: T } | undefined;
  return () => {
    const of = status();
    if (last?.of !== of) last = { of, made: make(of) };
    return last.made;
  };
};

export const publicApp = ({ status, renderStatusPage, pagePolicy = nothing }: PublicOptions): Express => {
  const app = express();
  const page = remembered(status, renderStatusPage);
  const metrics = remembered(status, renderPublicMetrics);
  app.disable('x-powered-by');
  app.set('etag', false);
  app.use((_request, response, next) => {
    response.set(headers(nothing));
    next();
  });
  app.get('/', (_request, response) => {
    response.set(headers(pagePolicy)).type('html').send(page());
  });
  app.get('/status.json', (_request, response) => {
    // Any page may show it: it holds nothing that is not public, and takes no credentials.
    response.set('access-control-allow-origin', '*').json(status());
  });
  app.get('/metrics', async (_request, response) => {
    response.set('content-type', publicContentType).send(await metrics());
  });
  app.get('/runbooks/:name', (request, response, next) => {
    const name = alertNames.find((each) => each === request.params.name);
    const text = name && readRunbook(name);
    if (text === undefined) next();
    else response.type('text/plain').send(text);
  });
  app.use((_request, response) => {
    response.status(404).type('text/plain').send('not found\n');
  });
  const failed: ErrorRequestHandler = (_error, _request, response, _next) => {
    response
      .status(503)
      .set('cache-control', 'no-store')
      .type('text/plain')
      .send('the status is not available right now\n');
  };
  app.use(failed);
  return app;
};
