/**
 * `/standins/cloudflare/*`: `GET state`, `GET truth?from&to&zone` (Unix seconds); `POST set` (troubles, the rest stays),
 * `POST conditions` (origins, edges, unhealthy), `POST follow` {url of the simulator}, `POST reset`. JSON alone.
 */
import { z } from 'zod';
import type { Answer } from '../types.ts';
import { type Following, follow } from './follow.ts';
import { troublesSchema } from './troubles.ts';
import { truthSums } from './truth.ts';
import type { World } from './world.ts';

const trouble = z.strictObject({
  status: z.number().int().min(0).max(599),
  originStatus: z.number().int().min(0).max(599),
  slowerMs: z.number().int().min(0).optional(),
});
const edgeTrouble = trouble.extend({
  asksOrigin: z.boolean(),
  lost: z.boolean().optional(),
  act: z.strictObject({ action: z.string(), source: z.string() }).optional(),
});
const conditionsSchema = z.strictObject({
  origins: z.record(z.string(), trouble).optional(),
  edges: z.record(z.string(), edgeTrouble).optional(),
  unhealthy: z.array(z.string()).optional(),
});
const followSchema = z.strictObject({
  url: z.url({ protocol: /^http$/, hostname: /^(127\.0\.0\.1|localhost|[a-z-]+)$/ }),
});

const bad = (status: number, error: string): Answer => ({ status, body: { error } });

export const createControl = (world: World) => {
  let following: Following | undefined;

  const get = (name: string, query: URLSearchParams): Answer => {
    if (name === 'state') {
      const { troubles, conditions, asked } = world;
      return {
        status: 200,
        body: {
          now: world.now(),
          troubles,
          conditions: conditions.at(world.now()),
          budget: world.budget.left(),
          asked: asked.slice(-200),
        },
      };
    }
    if (name !== 'truth') return bad(404, 'GET knows state and truth');
    const [from, to] = [Number(query.get('from')), Number(query.get('to'))];
    if (!(from > 0) || !(to >= from) || to - from > 86_400)
      return bad(400, 'from and to: Unix seconds, at most a day apart');
    return {
      status: 200,
      body: truthSums(world, { from: from * 1000, to: to * 1000, zone: query.get('zone') ?? undefined }),
    };
  };

  const post = (name: string, input: unknown): Answer => {
    const ok: Answer = { status: 200, body: { ok: true } };
    if (name === 'reset') {
      world.reset();
      return ok;
    }
    if (name === 'set') {
      const parsed = troublesSchema.partial().safeParse(input);
      if (!parsed.success) return bad(400, z.prettifyError(parsed.error));
      // Checked above; the keys that are there are those that change.
      world.set(input as Parameters<World['set']>[0]);
      return { status: 200, body: world.troubles };
    }
    if (name === 'conditions') {
      const parsed = conditionsSchema.safeParse(input);
      if (!parsed.success) return bad(400, z.prettifyError(parsed.error));
      world.conditions.set(world.now(), JSON.parse(JSON.stringify(parsed.data)));
      return ok;
    }
    if (name === 'follow') {
      const parsed = followSchema.safeParse(input);
      if (!parsed.success) return bad(400, z.prettifyError(parsed.error));
      following?.stop();
      following = follow(parsed.data.url, (snapshot) => world.conditions.set(world.now(), snapshot));
      return ok;
    }
    return bad(404, 'POST knows set, conditions, follow and reset');
  };

  return {
    answer(method: string, name: string, query: URLSearchParams, body: string): Answer {
      if (method === 'GET') return get(name, query);
      if (method !== 'POST') return bad(405, 'GET or POST');
      try {
        return post(name, JSON.parse(body || '{}'));
      } catch {
        return bad(400, 'the body is not JSON');
      }
    },
    stop: () => following?.stop(),
  };
};
export type Control = ReturnType<typeof createControl>;
