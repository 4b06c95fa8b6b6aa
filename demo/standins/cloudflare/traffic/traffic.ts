/** Traffic of the simulated edge: drawn by chance without memory, so that any minute can be made again, and is the same. */
import { nearOf } from '../account/demoAccount.ts';
import type { Account, Host, Zone } from '../account/model.ts';
import { draws } from '../chance.ts';
import { type Client, demoClients } from './clients.ts';
import type { Conditions, EdgeTrouble, OriginTrouble, Snapshot } from './conditions.ts';
import { type Decision, type Flow, minuteMs, type SecurityAct, type Traffic } from './flow.ts';
import { steerTo } from './steer.ts';

/** How long analytics take to know of a request. */
export interface Lateness {
  /** Seconds that all take, and up to how many more. */
  readonly lag: number;
  readonly jitter: number;
  /** Share of the requests that take up to `lateBy` seconds longer still. */
  readonly lateShare: number;
  readonly lateBy: number;
}

export interface TrafficOptions {
  readonly account: Account;
  readonly conditions: Conditions;
  readonly seed: number;
  readonly now: () => number;
  readonly lateness: () => Lateness;
  readonly clients?: readonly Client[];
  /** Times the hosts' own rate. */
  readonly volume?: number;
  /** A minute is drawn in so many parts, each under the conditions of its own time. */
  readonly parts?: number;
}

interface Drawn {
  readonly zone: Zone;
  readonly host: Host;
  readonly client: Client;
  readonly at: number;
  readonly n: number;
  readonly draw: () => number;
  readonly snapshot: Snapshot;
}

type Shape = Omit<Flow, 'zone' | 'at' | 'seenAt' | 'n' | 'host' | 'country' | 'colo' | 'region'> & {
  readonly share: number;
};

const plain = { method: 'POST', source: 'eyeball', bytes: 900, requestBytes: 240 } as const;
const unasked = { originStatus: 0, originIp: '', originMs: 0 } as const;
/** Most answers are quick, some take a while, a few very long. */
const tiers = [
  { share: 0.8, times: 1 },
  { share: 0.17, times: 2.3 },
  { share: 0.03, times: 9 },
] as const;

/** Shapes of the requests that an origin answers; their shares sum to one. */
const answered = (originIp: string, decision: Decision | undefined, base: number, slowerMs: number): Shape[] => {
  const timed = (times: number): { ttfbMs: number; originMs: number } => {
    const originMs = Math.round(base * times) + slowerMs;
    return { originMs, ttfbMs: originMs + 4 };
  };
  const asked = { ...plain, cache: 'dynamic', originIp, ...(decision && { decision }) } as const;
  return [
    { ...asked, ...timed(1), share: 0.002, status: 403, originStatus: 403, bytes: 90 },
    { ...asked, ...timed(1), share: 0.01, status: 101, originStatus: 101, method: 'GET', bytes: 40_000 },
    ...tiers.map(({ share, times }) => ({
      ...asked,
      ...timed(times),
      share: share * 0.988,
      status: 200,
      originStatus: 200,
    })),
  ];
};

const failed = (trouble: OriginTrouble, originIp: string, decision: Decision | undefined): Shape => {
  const originMs = trouble.originStatus === 0 ? 0 : 20 + (trouble.slowerMs ?? 0);
  const spent = trouble.originStatus === 0 ? 15_000 : originMs + 4;
  return {
    ...{ ...plain, cache: 'none', originIp, originMs, ttfbMs: spent, bytes: 6_000, share: 1 },
    ...{ status: trouble.status, originStatus: trouble.originStatus, ...(decision && { decision }) },
  };
};

const limited: SecurityAct = { action: 'block', source: 'ratelimit', ruleId: 'b0d4a7a05c8d4f0f9a1c5f6a7b8c9d0e' };
const refusedAtEdge = (status: number, act: SecurityAct, share: number): Shape => ({
  ...{ ...plain, ...unasked, cache: 'none', ttfbMs: 1, bytes: 20, share, status, act },
});

const balanced = (account: Account, drawn: Drawn, edge: EdgeTrouble | undefined): Shape[] => {
  const { zone, host, client, snapshot, draw } = drawn;
  const balancer = zone.balancers.find(({ name }) => name === host.balancer);
  const choice = balancer && steerTo(account, balancer, client, snapshot, draw());
  if (!balancer || !choice) return [{ ...plain, ...unasked, cache: 'none', ttfbMs: 1, share: 1, status: 530 }];
  const { pool, origin } = choice;
  const decision: Decision = {
    ...{ lb: balancer.name, pool: pool.name, poolId: pool.id, origin: origin.name },
    ...{ policy: balancer.steering_policy, healthy: choice.healthy, errorType: '' },
  };
  const trouble = edge ?? choice.trouble;
  if (trouble && (trouble.status >= 400 || trouble.originStatus === 0))
    return [failed(trouble, origin.address, decision)];
  const near = (balancer.region_pools[client.region] ?? balancer.default_pools)[0] === pool.id;
  const slower = trouble?.slowerMs ?? 0;
  return [refusedAtEdge(429, limited, 0.003), ...answered(origin.address, decision, near ? 14 : 120, slower)];
};

const cachedPage = ({ cached = 0, origin = '' }: Host): Shape[] => {
  const page = { ...plain, method: 'GET', status: 200, bytes: 12_000 };
  return [
    { ...page, ...unasked, cache: 'hit', ttfbMs: 3, share: cached },
    { ...page, originStatus: 200, originIp: origin, originMs: 90, cache: 'miss', ttfbMs: 95, share: 1 - cached },
    // What the edge asks for on its own account is no end user's.
    { ...page, ...unasked, status: 504, cache: 'none', ttfbMs: 0, source: 'earlyHintsCache', share: 0.1 },
  ];
};

const shapesOf = (account: Account, drawn: Drawn): Shape[] => {
  const { host, client, snapshot } = drawn;
  const edge = snapshot.edges[`${host.name}/${nearOf[client.region] ?? ''}`];
  if (edge?.lost) return [];
  if (edge && !edge.asksOrigin) return [refusedAtEdge(edge.status, { ...limited, ...edge.act }, 1)];
  return host.balancer === undefined ? cachedPage(host) : balanced(account, drawn, edge);
};

/** Whole numbers that sum to what was drawn; what is left after all shares goes to the last. */
const flowsOf = (drawn: Drawn, shapes: readonly Shape[], late: Lateness): Flow[] => {
  const { zone, host, client, at, draw } = drawn;
  let left = drawn.n;
  return shapes.flatMap(({ share, ...shape }, index) => {
    // Always four draws: how late analytics are must not change what happened.
    const [split, lag, lateShare, lateBy] = [draw(), draw(), draw(), draw()];
    const wanted = Math.floor(drawn.n * share + split);
    const isLast = index === shapes.length - 1 || shapes.slice(index + 1).every(({ source }) => source !== 'eyeball');
    const n = shape.source !== 'eyeball' ? wanted : isLast ? left : Math.min(left, wanted);
    if (shape.source === 'eyeball') left -= n;
    if (n === 0) return [];
    const base = {
      zone: zone.id,
      at,
      host: host.name,
      country: client.country,
      colo: client.colo,
      region: client.region,
    };
    const seenAt = at + Math.round((late.lag + late.jitter * lag) * 1000);
    const flow = { ...base, ...shape, n, seenAt };
    const behind = Math.floor(n * late.lateShare + (late.lateShare > 0 ? lateShare : 0));
    if (behind === 0) return [flow];
    const comes = { ...flow, n: behind, seenAt: seenAt + Math.round(late.lateBy * 1000 * lateBy) };
    return behind === n ? [comes] : [{ ...flow, n: n - behind }, comes];
  });
};

/** A day of its own for each part of the world: at most a third more or less. */
const tide = (region: string, at: number): number => {
  const hours = { eu: 1, us: -5, ap: 8 }[nearOf[region] ?? 'eu'] ?? 0;
  return 1 + Math.sin(((at / 3_600_000 + hours - 9) / 24) * 2 * Math.PI) / 3;
};

/** Minutes that are over and were drawn lately. */
const remembered = 600;

export const createTraffic = (options: TrafficOptions): Traffic => {
  const { account, conditions, seed, now, lateness, clients = demoClients, volume = 1, parts = 1 } = options;
  const whole = new Map<string, readonly Flow[]>();
  const partMs = minuteMs / parts;

  const draw = (zone: Zone, at: number): Flow[] => {
    const snapshot = conditions.at(at);
    const late = lateness();
    return zone.hosts.flatMap((host) =>
      clients.flatMap((client) => {
        const next = draws(seed, zone.id, host.name, client.colo, at);
        const mean = host.rate * volume * client.share * (partMs / 1000) * tide(client.region, at);
        const n = Math.floor(mean * (0.85 + 0.3 * next()) + next());
        if (n === 0) return [];
        const drawn = { zone, host, client, at, n, draw: next, snapshot };
        return flowsOf(drawn, shapesOf(account, drawn), late);
      }),
    );
  };

  return {
    minute(zoneId, start) {
      const name = `${zoneId}/${start}`;
      const known = whole.get(name);
      if (known) return known;
      const zone = account.zones.find(({ id }) => id === zoneId);
      if (!zone || start > now()) return [];
      const flows: Flow[] = [];
      for (let part = 0; part < parts; part += 1) {
        const at = start + part * partMs;
        // What comes after now is not decided yet.
        if (at + partMs <= now() || parts === 1) flows.push(...draw(zone, at));
      }
      if (start + minuteMs <= now()) {
        whole.set(name, flows);
        if (whole.size > remembered) for (const oldest of whole.keys()) if (whole.delete(oldest)) break;
      }
      return flows;
    },
  };
};
