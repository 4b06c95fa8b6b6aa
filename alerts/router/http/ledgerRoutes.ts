/** What the command line asks of the ledger: planned work, the entries of a month, better knowledge of an interval. */
import express, { type Request, type Response, type Router } from 'express';
import { z } from 'zod';
import { causes } from '../../../collector/catalogue/labels.ts';
import type { Fleet } from '../../../collector/config/fleet.ts';
import { pathText, typeText, valueAt } from '../../../collector/config/read/faultPath.ts';
import { listed } from '../../../collector/config/words.ts';
import type { Accepted, Ledger, Refusal } from '../../ledger/ledger.ts';
import type { Window } from '../../ledger/windows.ts';

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
const bodyLimit = '4kb';

const line = (most: number) =>
  z
    .string({ error: `text of at most ${most} characters` })
    .trim()
    .min(1, { error: 'text that is not empty' })
    .max(most, { error: `at most ${most} characters` })
    .regex(/^[^\p{Cc}\p{Cf}]*$/u, { error: 'one line of plain text' });
const second = z
  .number({ error: 'Unix seconds' })
  .min(0, { error: 'Unix seconds' })
  .max(99_999_999_999, { error: 'Unix seconds, not milliseconds' });
const author = line(60);
const reason = line(200);

const announceSchema = z.strictObject({
  scope: z.string({ error: 'edge:NAME or node:NAME' }),
  regions: z.array(z.string({ error: 'the name of a region' }), { error: 'a list of regions' }).default([]),
  from: second,
  to: second,
  reason,
  author,
});
const endSchema = z.strictObject({ id: z.string({ error: 'the id of a window' }), author });
const reclassifySchema = z.strictObject({
  of: z.string({ error: 'the id of an interval' }),
  cause: z.enum(causes, { error: listed(causes, 'or') }),
  author,
  reason,
});

export const monthPattern = /^\d{4}-(0[1-9]|1[0-2])$/;

const isPart = (part: PropertyKey): part is string | number => typeof part !== 'symbol';
/** Whoever asks has typed it: it may be shown, but not at any length. */
const foundText = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? JSON.stringify(value).slice(0, 80) : typeText(value);

const faultsOf = (issues: readonly z.core.$ZodIssue[], body: unknown): readonly Refusal[] =>
  issues.flatMap((issue): readonly Refusal[] => {
    const path = issue.path.filter(isPart);
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({
        path: pathText([...path, key]),
        found: 'an unknown key',
        expected: 'no such key',
      }));
    const found = foundText(valueAt(body, path));
    return [{ path: path.length > 0 ? pathText(path) : '(the body)', found, expected: issue.message }];
  });

/** Answers 400 with every fault, or what `accept` says. */
const accepting =
  <S extends z.ZodType, T>(
    options: LedgerRoutesOptions,
    schema: S,
    accept: (ledger: Ledger, body: z.output<S>) => Accepted<T>,
    told: (value: T) => object,
  ) =>
  (request: Request, response: Response): void => {
    const ledger = options.ledger();
    if (!ledger) {
      unavailable(response);
      return;
    }
    const body = schema.safeParse(request.body ?? {});
    const answer: Accepted<T> = body.success
      ? accept(ledger, body.data)
      : { ok: false, faults: faultsOf(body.error.issues, request.body) };
    if (answer.ok) response.json(told(answer.value));
    else response.status(400).json({ error: 'refused', faults: answer.faults });
  };

const unavailable = (response: Response): void => {
  response.status(503).json({ error: 'the files of the ledger cannot be read' });
};

/** The window and what it is worth, in words that the command line prints as they are. */
const windowJson = (window: Window, now: number): object => ({
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
  state: now < window.from ? 'planned' : now < window.ended ? 'open' : 'over',
});

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
  const windowOf = (ledger: Ledger | undefined, id: string): object => {
    const window = ledger?.windows(0).find((each) => each.id === id);
    return window ? windowJson(window, now()) : {};
  };

  routes.get('/maintenance', (_request, response) => {
    const ledger = options.ledger();
    if (!ledger) return unavailable(response);
    // Two months back: what a report may still be about.
    const windows = ledger.windows(now() - 62 * 86_400).map((window) => windowJson(window, now()));
    response.json({ windows });
  });
  routes.post(
    '/maintenance',
    json,
    accepting(
      options,
      announceSchema,
      (ledger, body) => ledger.announce(body),
      ({ id }) => ({ window: windowOf(options.ledger(), id) }),
    ),
  );
  routes.post(
    '/maintenance/end',
    json,
    accepting(
      options,
      endSchema,
      (ledger, { id, author: by }) => ledger.endMaintenance(id, by),
      (window) => ({ window: windowJson(window, now()) }),
    ),
  );

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
  routes.post(
    '/ledger/reclassify',
    json,
    accepting(
      options,
      reclassifySchema,
      (ledger, body) => ledger.reclassify(body),
      (entry) => ({ entry }),
    ),
  );
  return routes;
};
