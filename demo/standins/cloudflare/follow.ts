/** Keeps the conditions of the simulated Cloudflare those of the simulated fleet: what its edges and nodes are told to do. */
import type { SimMode } from '../../sim/modes.ts';
import type { Truth } from '../../sim/types.ts';
import { demoHosts } from './account/demoAccount.ts';
import type { EdgeTrouble, OriginTrouble, Snapshot } from './traffic/conditions.ts';

/** How the edge sees a node that misbehaves; modes that are not here answer 200, whatever they answer. */
const originModes: Readonly<Partial<Record<SimMode, OriginTrouble>>> = {
  refuse: { status: 521, originStatus: 0 },
  reset: { status: 520, originStatus: 0 },
  hang: { status: 522, originStatus: 0 },
  http_429: { status: 429, originStatus: 429 },
  http_502: { status: 502, originStatus: 502 },
};

const challenged = { action: 'managed_challenge', source: 'botFight' } as const;
const limited = { action: 'block', source: 'ratelimit' } as const;
const edgeModes: Readonly<Partial<Record<SimMode, EdgeTrouble>>> = {
  refuse: { status: 0, originStatus: 0, asksOrigin: false, lost: true },
  reset: { status: 0, originStatus: 0, asksOrigin: false, lost: true },
  // Whoever asked gave up.
  hang: { status: 499, originStatus: 0, asksOrigin: true },
  http_522: { status: 522, originStatus: 0, asksOrigin: true },
  http_502: { status: 502, originStatus: 0, asksOrigin: true },
  http_429: { status: 429, originStatus: 0, asksOrigin: false, act: limited },
  rate_1015: { status: 429, originStatus: 0, asksOrigin: false, act: limited },
  challenge: { status: 403, originStatus: 0, asksOrigin: false, act: challenged },
};

/** Regions of the simulated edges. */
const regions = ['eu', 'us', 'ap'] as const;

export const snapshotOf = ({ actions, drained }: Pick<Truth, 'actions' | 'drained'>): Snapshot => {
  const origins: Record<string, OriginTrouble> = {};
  const edges: Record<string, EdgeTrouble> = {};
  for (const { target, mode } of actions) {
    const [kind, edge, region] = target.split(':');
    if (kind === 'edge' && (edge === 'arb' || edge === 'eth')) {
      // Modes of chains and pools are in neither table.
      const trouble = edgeModes[mode as SimMode];
      if (trouble)
        for (const each of region === undefined ? regions : [region]) edges[`${demoHosts[edge]}/${each}`] = trouble;
    } else if (kind === target) {
      const trouble = originModes[mode as SimMode];
      if (trouble) origins[target] = trouble;
    }
  }
  return { origins, edges, unhealthy: [...new Set(Object.values(drained).flat())].sort() };
};

export interface Following {
  stop(): void;
}

const everyMs = 1000;

/** @param control base URL of the simulator's control API */
export const follow = (control: string, tell: (snapshot: Snapshot) => void): Following => {
  const url = `${control.replace(/\/+$/, '')}/control/truth`;
  let asking = false;
  const look = async (): Promise<void> => {
    if (asking) return;
    asking = true;
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(5000) });
      // The simulator is ours and of this version.
      if (response.ok) tell(snapshotOf((await response.json()) as Truth));
    } catch {
      // It may be gone before us; what was so last stays.
    } finally {
      asking = false;
    }
  };
  const timer = setInterval(() => void look(), everyMs);
  timer.unref();
  void look();
  return { stop: () => clearInterval(timer) };
};
