/** The public listener: the status page, status.json and the runbooks, nothing else. Anyone may read it. */
import express, { type ErrorRequestHandler, type Express } from 'express';
import type { Status } from '../../../collector/status.ts';
import { alertNames } from '../../rules/index.ts';
import { readRunbook } from './runbooks.ts';

export interface PublicOptions {
  readonly status: () => Status;
  readonly renderStatusPage: (status: Status) => string;
}

const headers = {
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  // One second: a cache in front takes the crowd, and nobody reads an old state.
  'cache-control': 'public, max-age=1',
} as const;

export const publicApp = ({ status, renderStatusPage }: PublicOptions): Express => {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.use((_request, response, next) => {
    response.set(headers);
    next();
  });
  app.get('/', (_request, response) => {
    response.type('html').send(renderStatusPage(status()));
  });
  app.get('/status.json', (_request, response) => {
    // Any page may show it: it holds nothing that is not public, and takes no credentials.
    response.set('access-control-allow-origin', '*').json(status());
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
