/** Where what must happen tells that it has: `POST /heartbeat/NAME`, with JSON, a form, or nothing at all. */
import express, { type Request, Router } from 'express';
import { z } from 'zod';
import type { Fleet } from '../../../collector/config/fleet.ts';
import type { Secret } from '../../../collector/config/secret.ts';
import type { Heartbeats } from '../heartbeats/heartbeats.ts';
import { requireAny } from './authorization.ts';
import { readBody } from './bodies.ts';

export interface HeartbeatRoutesOptions {
  readonly fleet: Fleet;
  readonly heartbeats: Heartbeats;
}

const limit = '1kb';

/** A number, or one as a form writes it. An empty value is a script whose variable was not set: refused. */
const amount = (unit: string) => {
  const error = `a number of ${unit}`;
  return z
    .union(
      [
        z.number(),
        z
          .string()
          .regex(/^\d{1,16}(\.\d{1,9})?$/)
          .transform(Number),
      ],
      { error },
    )
    .refine((value) => value >= 0 && value <= Number.MAX_SAFE_INTEGER, { error });
};
const answer = z.union(
  [z.boolean(), z.enum(['true', 'false', '1', '0']).transform((text) => text === 'true' || text === '1')],
  { error: 'true or false' },
);
const bodySchema = z.strictObject({
  size_bytes: amount('bytes').optional(),
  duration_s: amount('seconds').optional(),
  ok: answer.default(true),
});

/** Something was sent that is neither JSON nor a form: `{"ok": false}` as plain text must not pass for a good beat. */
const isUnread = (request: Request): boolean =>
  request.body === undefined &&
  (request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0);

/** Below /heartbeat, before the listener's own check of the token: each may have one of its own. */
export const heartbeatRoutes = ({ fleet, heartbeats }: HeartbeatRoutesOptions): Router => {
  const routes = Router();
  const tokensOf = (name: unknown): readonly Secret[] | undefined => {
    const own = fleet.heartbeats?.find((one) => one.name === name)?.token;
    const router = fleet.router.token?.value;
    // A token that is named and cannot be read lets nobody in, rather than everybody.
    if (own === undefined && router === undefined) return undefined;
    return [own?.value, router].filter((token) => token !== undefined);
  };
  routes.post(
    '/:name',
    requireAny((request) => tokensOf(request.params.name)),
    express.json({ limit }),
    express.urlencoded({ limit, extended: false }),
    (request, response) => {
      if (isUnread(request)) {
        const faults = [{ path: '(the body)', found: 'something else', expected: 'JSON, a form, or nothing' }];
        response.status(415).json({ error: 'refused', faults });
        return;
      }
      const body = readBody(bodySchema, request.body);
      if (!body.ok) {
        response.status(400).json({ error: 'refused', faults: body.faults });
        return;
      }
      const { ok, size_bytes: sizeBytes = null, duration_s: tookSeconds = null } = body.value;
      const { name } = request.params;
      const told = heartbeats.beat(String(name), { ok, sizeBytes, tookSeconds });
      if (told) response.json(told);
      else response.status(404).json({ error: 'no such heartbeat in the fleet.yaml that this router runs with' });
    },
  );
  return routes;
};
