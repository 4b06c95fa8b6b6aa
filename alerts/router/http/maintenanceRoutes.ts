/** Planned work for the command line: the door of the maintenance room over HTTP. */
import express, { type Request, type Response, type Router } from 'express';
import { z } from 'zod';
import type { Window } from '../../ledger/windows.ts';
import type { Answer, MaintenanceDoor } from '../maintenance/door.ts';
import type { WindowState } from '../maintenance/job.ts';
import { author, bodyLimit, readBody, reason, second } from './bodies.ts';

export interface MaintenanceRoutesOptions {
  readonly now: () => number;
  readonly maintenance: MaintenanceDoor;
}

/** Two months back: what a report may still be about. Seconds. */
const shown = 62 * 86_400;

const force = z.boolean({ error: 'true or false' }).default(false);
const id = z.string({ error: 'the id of a window' });
const startSchema = z.strictObject({
  scope: z.string({ error: 'edge:NAME or node:NAME' }),
  regions: z.array(z.string({ error: 'the name of a region' }), { error: 'a list of regions' }).default([]),
  from: second,
  to: second,
  reason,
  author,
  force,
});
const extendSchema = z.strictObject({
  id,
  seconds: z.int({ error: 'whole seconds' }).min(1, { error: 'at least a second' }),
  author,
  force,
});
const endSchema = z.strictObject({ id, author });

const forcedIf = (asked: boolean): { readonly forced?: true } => (asked ? { forced: true } : {});

/** The window and what it is worth, in words that the command line prints as they are. */
const windowJson = (window: Window, state: WindowState): object => ({
  id: window.id,
  scope: window.scope,
  regions: window.regions,
  from: window.from,
  to: window.to,
  ended: window.ended,
  reason: window.reason,
  author: window.author,
  announcedAt: window.at,
  counts: window.counts,
  forced: window.forced ?? false,
  state: state.state,
  silences: state.silences,
  why: state.why,
});

const unavailable = (response: Response): void => {
  response.status(503).json({ error: 'the files of the ledger cannot be read' });
};

const answer = (response: Response, given: Answer): void => {
  if (given.kind === 'closed') unavailable(response);
  else if (given.kind === 'refused')
    response.status(400).json({ error: 'refused', faults: given.faults, why: given.why });
  else response.json({ window: windowJson(given.window, given.state), text: given.text });
};

export const maintenanceRoutes = ({ now, maintenance }: MaintenanceRoutesOptions): Router => {
  const routes = express.Router();
  const json = express.json({ limit: bodyLimit });
  const asking =
    <S extends z.ZodType>(schema: S, ask: (body: z.output<S>) => Promise<Answer>) =>
    async (request: Request, response: Response): Promise<void> => {
      const body = readBody(schema, request.body);
      answer(response, body.ok ? await ask(body.value) : { kind: 'refused', faults: body.faults, why: null });
    };

  routes.get('/maintenance', (_request, response) => {
    const windows = maintenance.list(now() - shown);
    if (!windows) return unavailable(response);
    response.json({ windows: windows.map(({ window, state }) => windowJson(window, state)) });
  });
  routes.post(
    '/maintenance',
    json,
    asking(startSchema, ({ force: asked, ...window }) => maintenance.start({ ...window, ...forcedIf(asked) })),
  );
  routes.post(
    '/maintenance/extend',
    json,
    asking(extendSchema, ({ force: asked, ...change }) => maintenance.extend({ ...change, ...forcedIf(asked) })),
  );
  routes.post(
    '/maintenance/end',
    json,
    asking(endSchema, (body) => maintenance.stop(body.id, body.author)),
  );
  return routes;
};
