/** Whether paging is armed and when it was last proven; and the word of a person who heard a test page. */
import express, { Router } from 'express';
import { z } from 'zod';
import type { Selfwatch } from '../selfwatch/selfwatch.ts';

export interface ProofRoutesOptions {
  readonly selfwatch: Pick<Selfwatch, 'told' | 'heard'>;
}

const heardSchema = z.object({ by: z.string().min(1).max(60) });

/** Below /api. */
export const proofRoutes = ({ selfwatch }: ProofRoutesOptions): Router => {
  const router = Router();
  router.get('/proof', (_request, response) => {
    response.json(selfwatch.told());
  });
  router.post('/proof', express.json({ limit: '1kb' }), (request, response) => {
    const body = heardSchema.safeParse(request.body);
    if (!body.success) response.status(400).json({ error: 'post {"by": "who"} as application/json' });
    else if (!selfwatch.told().armed) response.status(409).json({ error: 'paging is not armed: nothing can ring' });
    else response.json(selfwatch.heard(body.data.by));
  });
  return router;
};
