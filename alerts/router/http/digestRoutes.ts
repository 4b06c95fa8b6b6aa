/** What the digests would tell now, for `headwatch digest`. Below /api/digest; nothing is sent by asking. */
import { Router } from 'express';
import type { Digests } from '../digest/digests.ts';
import { monthPattern } from './ledgerRoutes.ts';

export interface DigestRoutesOptions {
  readonly digests: Pick<Digests, 'preview' | 'previewMonth'>;
}

export const digestRoutes = ({ digests }: DigestRoutesOptions): Router => {
  const routes = Router();
  routes.get('/daily', async (_request, response) => {
    response.json(await digests.preview('daily'));
  });
  routes.get('/weekly', async (_request, response) => {
    response.json(await digests.preview('weekly'));
  });
  routes.get('/month', async (request, response) => {
    const { month } = request.query;
    if (typeof month !== 'string' || !monthPattern.test(month)) {
      const found = typeof month === 'string' ? month.slice(0, 80) : 'nothing';
      response
        .status(400)
        .json({ error: 'refused', faults: [{ path: 'month', found, expected: 'a month such as 2026-10' }] });
      return;
    }
    const digest = await digests.previewMonth(month);
    if (digest) response.json(digest);
    else response.status(404).json({ error: 'no edge for members, or the ledger cannot be read' });
  });
  return routes;
};
