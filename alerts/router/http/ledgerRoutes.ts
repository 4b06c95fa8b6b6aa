/** What the command line asks of the ledger: the entries of a month, better knowledge of an interval. */
import express, { type Response, type Router } from 'express';
import { z } from 'zod';
import { causes } from '../../../collector/catalogue/labels.ts';
import type { Fleet } from '../../../collector/config/fleet.ts';
import { listed } from '../../../collector/config/words.ts';
import type { Ledger, Refusal } from '../../ledger/ledger.ts';
import { author, bodyLimit, readBody, reason } from './bodies.ts';

export interface LedgerRoutesOptions {
  readonly fleet: Fleet;
  readonly now: () => number;
  /** Undefined while its files cannot be read. */
  readonly ledger: () => Ledger | undefined;
}

/** Old enough to be refreshed before it is told. Seconds. */
const freshFor = 5;
/** Nobody waits longer for that. Milliseconds. */
const patience = 5000;

const reclassifySchema = z.strictObject({
  of: z.string({ error: 'the id of an interval' }),
  cause: z.enum(causes, { error: listed(causes, 'or') }),
  author,
  reason,
});

export const monthPattern = /^\d{4}-(0[1-9]|1[0-2])$/;

const unavailable = (response: Response): void => {
  response.status(503).json({ error: 'the files of the ledger cannot be read' });
};

/** What a run gives is better than what is there, but old figures are better than none. */
const refreshed = async (ledger: Ledger, now: () => number): Promise<void> => {
  const last = ledger.lastRun();
  if (last !== undefined && now() - last < freshFor) return;
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, patience);
  });
  await Promise.race([ledger.run().catch(() => undefined), enough]);
  clearTimeout(timer);
};

export const ledgerRoutes = (options: LedgerRoutesOptions): Router => {
  const { fleet, now } = options;
  const routes = express.Router();
  const json = express.json({ limit: bodyLimit });

  routes.get('/ledger', async (request, response) => {
    const ledger = options.ledger();
    if (!ledger) return unavailable(response);
    const { month } = request.query;
    if (typeof month !== 'string' || !monthPattern.test(month)) {
      const found = typeof month === 'string' ? month : 'nothing';
      const faults: readonly Refusal[] = [{ path: 'month', found, expected: 'a month such as 2026-10' }];
      response.status(400).json({ error: 'refused', faults });
      return;
    }
    await refreshed(ledger, now);
    const edges = fleet.edges
      .filter(({ audience }) => audience === 'members')
      .map(({ name }) => ledger.month(name, month));
    response.json({ month, lastRun: ledger.lastRun() ?? null, edges, problems: ledger.problems });
  });
  routes.post('/ledger/reclassify', json, (request, response) => {
    const ledger = options.ledger();
    if (!ledger) return unavailable(response);
    const body = readBody(reclassifySchema, request.body);
    const answer = body.ok ? ledger.reclassify(body.value) : body;
    if (answer.ok) response.json({ entry: answer.value });
    else response.status(400).json({ error: 'refused', faults: answer.faults });
  });
  return routes;
};
