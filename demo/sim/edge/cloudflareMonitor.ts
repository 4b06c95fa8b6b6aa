/**
 * The load balancer's health checks as Cloudflare's monitor makes them: each data centre of a check region asks on its
 * own, once an interval; a timeout is tried again at once; the majority of data centres decides for a region, and the
 * majority of regions for the node.
 */
import { type Agent, request } from 'node:http';
import { cloudflareMonitor, type MonitorName, type MonitorSettings } from '../../../collector/policy/balancer.ts';
import type { Random } from '../random.ts';
import type { Monitor } from './monitor.ts';

export interface CloudflareSettings extends MonitorSettings {
  /** Health check regions of the pool; each has three data centres. */
  readonly regions: number;
  /** Results in a row that change the mind of a data centre. */
  readonly consecutiveUp: number;
  readonly consecutiveDown: number;
}

const usual = { regions: 1, consecutiveUp: 1, consecutiveDown: 1 } as const;
export const cloudflareSettings = {
  default: { ...cloudflareMonitor.default, ...usual },
  fastest: { ...cloudflareMonitor.fastest, ...usual },
} as const satisfies Record<MonitorName, CloudflareSettings>;

const dataCentres = 3;

export type CheckResult = 'pass' | 'fail' | 'timeout';

/** GET of a check, as the monitor sends it. */
export const getCheck = (url: string, agent: Agent, timeoutSeconds: number): Promise<CheckResult> =>
  new Promise((resolve) => {
    const headers = { 'user-agent': 'Mozilla/5.0 (compatible; Cloudflare-Traffic-Manager/1.0)' };
    const outgoing = request(url, { method: 'GET', agent, headers });
    const end = (result: CheckResult): void => {
      clearTimeout(timer);
      outgoing.destroy();
      resolve(result);
    };
    const timer = setTimeout(() => end('timeout'), timeoutSeconds * 1000);
    outgoing.on('error', () => end('fail'));
    outgoing.on('response', (response) => {
      response.resume();
      response.on('error', () => end('fail'));
      response.on('end', () => end(response.statusCode === 200 ? 'pass' : 'fail'));
    });
    outgoing.end();
  });

export interface CloudflareMonitorOptions {
  readonly nodes: readonly string[];
  readonly settings: CloudflareSettings;
  readonly check: (node: string) => Promise<CheckResult>;
  readonly random: Random;
  readonly changed: () => void;
}

interface Place {
  up: boolean;
  /** Results in a row that speak against what it believes. */
  against: number;
  busy: boolean;
}

const majority = (votes: readonly boolean[]): boolean => votes.filter(Boolean).length * 2 > votes.length;

export const startCloudflareMonitor = ({
  nodes,
  settings,
  check,
  random,
  changed,
}: CloudflareMonitorOptions): Monitor => {
  const held = new Set<string>();
  const timers: NodeJS.Timeout[] = [];
  const places = new Map(
    nodes.map((node) => [
      node,
      Array.from({ length: settings.regions }, () =>
        Array.from({ length: dataCentres }, (): Place => ({ up: true, against: 0, busy: false })),
      ),
    ]),
  );
  /** A monitor that has just been made says "unknown", and unknown is served: until it has passed once, nothing counts. */
  const seen = new Set<string>();

  const passes = async (node: string): Promise<boolean> => {
    for (let attempt = 0; ; attempt++) {
      const result = await check(node);
      if (result !== 'timeout' || attempt >= settings.retries) return result === 'pass';
    }
  };
  const up = (node: string): boolean =>
    majority((places.get(node) ?? []).map((region) => majority(region.map((place) => place.up))));

  const look = async (node: string, place: Place): Promise<void> => {
    if (place.busy) return;
    place.busy = true;
    const passed = await passes(node);
    place.busy = false;
    if (passed) seen.add(node);
    if (!seen.has(node)) return;
    place.against = passed === place.up ? 0 : place.against + 1;
    const enough = passed ? settings.consecutiveUp : settings.consecutiveDown;
    if (place.against < enough) return;
    const before = up(node);
    place.up = passed;
    place.against = 0;
    if (up(node) !== before) changed();
  };

  for (const [node, regions] of places) {
    for (const place of regions.flat()) {
      const first = setTimeout(
        () => {
          void look(node, place);
          timers.push(setInterval(() => void look(node, place), settings.intervalSeconds * 1000));
        },
        random() * settings.intervalSeconds * 1000,
      );
      timers.push(first);
    }
  }
  const drained = (): readonly string[] => [...new Set([...nodes.filter((node) => !up(node)), ...held])].sort();
  return {
    healthy: (node) => up(node) && !held.has(node),
    drained,
    hold: (node, on) => {
      if (on) held.add(node);
      else held.delete(node);
      changed();
    },
    stop: () => {
      for (const timer of timers) clearInterval(timer);
    },
  };
};
