/**
 * The load balancer's health checks, as Cloudflare runs them: each node every interval, a failed check retried at
 * once, drained after `retries` + 1 failures, back after two good checks.
 */
import type { Random } from '../random.ts';

export interface Monitor {
  readonly healthy: (node: string) => boolean;
  readonly drained: () => readonly string[];
  /** A person takes a node out, or puts it back: then its checks decide again. */
  readonly hold: (node: string, on: boolean) => void;
  readonly stop: () => void;
}

export interface MonitorOptions {
  readonly nodes: readonly string[];
  readonly intervalSeconds: number;
  readonly retries: number;
  readonly check: (node: string) => Promise<boolean>;
  readonly random: Random;
  /** Called after a node was drained or taken back. */
  readonly changed: () => void;
}

const goodToReturn = 2;

export const startMonitor = (options: MonitorOptions): Monitor => {
  const drained = new Set<string>();
  const held = new Set<string>();
  const good = new Map<string, number>();
  const checking = new Set<string>();
  const timers: NodeJS.Timeout[] = [];

  const passes = async (node: string): Promise<boolean> => {
    for (let attempt = 0; attempt <= options.retries; attempt++) {
      if (await options.check(node)) return true;
    }
    return false;
  };

  const look = async (node: string): Promise<void> => {
    if (checking.has(node)) return;
    checking.add(node);
    try {
      const passed = await passes(node);
      const streak = passed ? (good.get(node) ?? 0) + 1 : 0;
      good.set(node, streak);
      const before = drained.size;
      if (!passed) drained.add(node);
      else if (streak >= goodToReturn) drained.delete(node);
      if (drained.size !== before) options.changed();
    } finally {
      checking.delete(node);
    }
  };

  // The checks of different nodes do not fall into one instant.
  for (const node of options.nodes) {
    const first = setTimeout(
      () => {
        void look(node);
        timers.push(setInterval(() => void look(node), options.intervalSeconds * 1_000));
      },
      options.random() * options.intervalSeconds * 1_000,
    );
    timers.push(first);
  }

  return {
    healthy: (node) => !drained.has(node) && !held.has(node),
    drained: () => [...new Set([...drained, ...held])].sort(),
    hold: (node, on) => {
      if (on) held.add(node);
      else held.delete(node);
      options.changed();
    },
    stop: () => {
      for (const timer of timers) clearInterval(timer);
    },
  };
};
