/** What people may do to incidents over the private listener; the same actions as Discord's buttons. */
import express, { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { causes } from '../../../collector/catalogue/labels.ts';
import type { Actions, Done } from '../actions.ts';

const by = z.string().min(1).max(60);
const acknowledgeSchema = z.object({ by });
const silenceSchema = z.object({ by, for: z.union([z.int().min(1).max(10_080), z.literal('until_resolved')]) });
const causeSchema = z.object({ by, cause: z.enum(causes) });

const told = (response: Response, done: Done): void => {
  response.status(done.ok ? 200 : 404).json(done.ok ? { done: done.text } : { error: done.text });
};

/** Calls `act` with a body that fits, and answers 400 with what was expected otherwise. */
const asking =
  <T>(schema: z.ZodType<T>, expected: string, act: (id: string, body: T) => Done | Promise<Done>) =>
  async (request: Request<{ id: string }>, response: Response): Promise<void> => {
    const body = schema.safeParse(request.body);
    if (body.success) told(response, await act(request.params.id, body.data));
    else response.status(400).json({ error: `post ${expected} as application/json` });
  };

/** Below /api/incidents. */
export const actionRoutes = (actions: Actions): Router => {
  const router = Router();
  const json = express.json({ limit: '1kb' });
  const who = '{"by": "who"}';
  router.post(
    '/:id/ack',
    json,
    asking(acknowledgeSchema, who, (id, body) => actions.acknowledge(id, body.by)),
  );
  router.post(
    '/:id/silence',
    json,
    asking(silenceSchema, '{"by": "who", "for": minutes or "until_resolved"}', (id, body) =>
      actions.silence(id, body.for, body.by),
    ),
  );
  router.post(
    '/:id/unsilence',
    json,
    asking(acknowledgeSchema, who, (id, body) => actions.unsilence(id, body.by)),
  );
  router.post(
    '/:id/cause',
    json,
    asking(causeSchema, `{"by": "who", "cause": one of ${causes.join(', ')}}`, (id, body) =>
      actions.confirmCause(id, body.cause, body.by),
    ),
  );
  return router;
};
