/** The stand-in for Cloudflare as the exporter's transport, without sockets: the same answers, read by the same code. */

import type { ApiAnswer, ApiQuestion } from '../../collector/rpc/apiPool.ts';
import { answerRequest, type ApiAnswer as Told } from '../../demo/standins/cloudflare/answer.ts';
import type { World } from '../../demo/standins/cloudflare/world.ts';

/** A hang and a reset are what they become at the other end. */
const received = (told: Told, now: number): ApiAnswer => {
  if (typeof told === 'string') return { ok: false, reason: told === 'hang' ? 'timeout' : 'reset' };
  const { status, headers = {}, body } = told;
  const retryAfter = headers['retry-after'];
  return {
    ok: true,
    status,
    body: body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body),
    html: (headers['Content-Type'] ?? '').includes('text/html'),
    retryAfter: retryAfter === undefined ? undefined : Number(retryAfter),
    // As its header has it: whole seconds.
    date: Math.floor(now / 1000) * 1000,
  };
};

export const askInProcess =
  (world: World) =>
  async ({ method, path, body }: ApiQuestion): Promise<ApiAnswer> =>
    received(await answerRequest(world, { method, path, authorization: `Bearer ${world.token}`, body }), world.now());
