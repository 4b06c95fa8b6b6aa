/** How well origins and edges are, over time: traffic of any minute is drawn from what was so then. */

/** What an origin makes of each request that the edge sends to it. */
export interface OriginTrouble {
  /** What the client gets. */
  readonly status: number;
  /** 0: the origin gives no answer. */
  readonly originStatus: number;
  /** Its answers take this much longer. */
  readonly slowerMs?: number;
}

/** What an edge makes of the requests of one of its regions, whatever its origins would say. */
export interface EdgeTrouble extends OriginTrouble {
  readonly asksOrigin: boolean;
  /** Nothing reaches it, so nothing is counted. */
  readonly lost?: boolean;
  readonly act?: { readonly action: string; readonly source: string };
}

export interface Snapshot {
  /** By name of the origin. */
  readonly origins: Readonly<Record<string, OriginTrouble>>;
  /** `HOST/REGION`, the region as the simulated fleet has it. */
  readonly edges: Readonly<Record<string, EdgeTrouble>>;
  /** Names of origins that the monitors call unhealthy. */
  readonly unhealthy: readonly string[];
}

export interface Conditions {
  at(time: number): Snapshot;
  /** From `time` on; no earlier than what was set before. */
  set(time: number, patch: Partial<Snapshot>): void;
  /** Each change since the start or the last 1,000 of them, oldest first. */
  changes(): readonly { readonly at: number; readonly snapshot: Snapshot }[];
  clear(): void;
}

const well: Snapshot = { origins: {}, edges: {}, unhealthy: [] };
const kept = 1000;

export const createConditions = (): Conditions => {
  const changes: { at: number; snapshot: Snapshot }[] = [];
  return {
    at: (time) => changes.findLast((change) => change.at <= time)?.snapshot ?? well,
    set(time, patch) {
      const last = changes.at(-1);
      const snapshot = { ...(last?.snapshot ?? well), ...patch };
      if (last && JSON.stringify(last.snapshot) === JSON.stringify(snapshot)) return;
      changes.push({ at: Math.max(time, last?.at ?? time), snapshot });
      changes.splice(0, changes.length - kept);
    },
    changes: () => changes,
    clear: () => void changes.splice(0),
  };
};
