/** What a sidecar hears of others: each member's own sidecar, and the central collector. Both may be away. */
import { z } from 'zod';
import { chainVerdicts, nodeVerdicts } from '../catalogue/labels.ts';
import type { FleetNode } from '../config/fleet.ts';
import { Secret } from '../config/secret.ts';
import { askJson } from '../rpc/jsonRpc.ts';
import { createPool, type EndpointPool } from '../rpc/pool.ts';
import { type Standing, standingOf } from '../verdict/lbMembers.ts';
import type { HeadView } from '../view.ts';
import { lbStateSchema, statePath } from './state.ts';

/** One word about a node, with the moment (monotonic ms) that its evidence is of. */
export interface Word {
  readonly mono: number;
  readonly standing: Standing | undefined;
  readonly head: HeadView | undefined;
  /** Undefined: it does not say. */
  readonly serve: boolean | undefined;
  readonly leaving: boolean;
}

const headSchema = z.object({ number: z.number(), timestamp: z.number(), hash: z.string() });
/** The part of the collector's view that matters here. */
const viewSchema = z.object({
  blind: z.boolean(),
  now: z.number(),
  at: z.number(),
  chains: z.array(
    z.object({ name: z.string(), verdict: z.enum(chainVerdicts), head: headSchema.nullable(), sources: z.number() }),
  ),
  nodes: z.array(
    z.object({
      name: z.string(),
      verdict: z.enum(nodeVerdicts),
      head: headSchema.nullable(),
      headAt: z.number().nullable(),
      lastFailure: z.string().nullable(),
      lb: z.object({ serve: z.boolean().nullable() }).optional(),
    }),
  ),
});
type CentralView = z.output<typeof viewSchema>;

export interface Central {
  readonly view: CentralView;
  /** Monotonic ms of its last judged tick. */
  readonly mono: number;
}

/** Seconds. */
const deadline = 2;

const poolOf = (url: string): EndpointPool => createPool({ url: new Secret(url), headers: {}, via: 'direct' });

/** Asks again every second, the next question only when the last one has ended. */
const repeat = (ask: () => Promise<void>): (() => void) => {
  let busy = false;
  const fire = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    await ask();
    busy = false;
  };
  void fire();
  const timer = setInterval(() => void fire(), 1000);
  return () => clearInterval(timer);
};

/** @param members other nodes of the same edges @param collector base URL of the central collector's listener */
export const createHearsay = (members: readonly FleetNode[], collector: string | undefined) => {
  const words = new Map<string, Word>();
  let central: Central | undefined;
  const pools: EndpointPool[] = [];

  const askMember = (name: string, pool: EndpointPool) => async (): Promise<void> => {
    const seen = await askJson(pool, statePath(name), deadline);
    const state = seen.ok ? lbStateSchema.safeParse(seen.value).data : undefined;
    if (!seen.ok || !state || state.node !== name) return;
    const { standing, head, serve, leaving } = state;
    words.set(name, {
      // As old as its oldest part can be: asked when we sent, of an answer that was that old then.
      mono: seen.sentMono - (head?.ageSeconds ?? 0) * 1000,
      standing: standing ?? undefined,
      head: head ? { number: head.number, timestamp: head.timestamp, hash: head.hash } : undefined,
      ...{ serve, leaving },
    });
  };
  const askCentral = (pool: EndpointPool) => async (): Promise<void> => {
    const seen = await askJson(pool, '/api/view', deadline);
    const view = seen.ok ? viewSchema.safeParse(seen.value).data : undefined;
    if (seen.ok && view) central = { view, mono: seen.sentMono - Math.max(0, view.now - view.at) * 1000 };
  };

  const stops = members.flatMap(({ name, lb }) => {
    if (lb === undefined) return [];
    const pool = poolOf(lb);
    pools.push(pool);
    return [repeat(askMember(name, pool))];
  });
  if (collector !== undefined) {
    const pool = poolOf(collector);
    pools.push(pool);
    stops.push(repeat(askCentral(pool)));
  }

  const fromCentral = (name: string, since: number): Word | undefined => {
    const node =
      central && central.mono >= since && !central.view.blind
        ? central.view.nodes.find((each) => each.name === name)
        : undefined;
    if (!central || !node) return undefined;
    const { at } = central.view;
    const standing = standingOf(node.verdict);
    const answers = standing === 'answers' && node.lastFailure === null && node.head && node.headAt !== null;
    if (standing === undefined || (standing === 'answers' && !answers)) return undefined;
    return {
      mono: answers && node.headAt !== null ? central.mono - Math.max(0, at - node.headAt) * 1000 : central.mono,
      standing,
      head: answers && node.head ? node.head : undefined,
      serve: node.lb?.serve ?? undefined,
      leaving: false,
    };
  };

  return {
    /** The newest word about a member that is not older than `since` (monotonic ms); its own sidecar before others. */
    of: (name: string, since: number): Word | undefined => {
      const own = words.get(name);
      const told = fromCentral(name, since);
      const said = own && own.mono >= since && own.standing !== undefined ? own : told;
      if (!said || said.mono < since) return undefined;
      // Only who sees all of them sees a fork.
      return told?.standing === 'diverged' && said.standing === 'answers'
        ? { ...said, standing: 'diverged', head: undefined }
        : said;
    },
    /** The collector's word on a chain, and on the own node; undefined when it has none of now. */
    central: (since: number): CentralView | undefined =>
      central && central.mono >= since && !central.view.blind ? central.view : undefined,
    stop: async (): Promise<void> => {
      for (const stop of stops) stop();
      await Promise.all(pools.map((pool) => pool.close()));
    },
  };
};

export type Hearsay = ReturnType<typeof createHearsay>;
