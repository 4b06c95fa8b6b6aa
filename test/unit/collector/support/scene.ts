/**
 * One chain watched second by second under a fake clock: every target is a function from the time to what it answers.
 * Nothing here opens a socket, so a minute of a chain takes milliseconds.
 */
import { vi } from 'vitest';
import type { FailureReason, JourneyStep } from '../../../../collector/catalogue/labels.ts';
import type { Fleet } from '../../../../collector/config/fleet.ts';
import { independenceGroup } from '../../../../collector/config/graph.ts';
import { parseFleet } from '../../../../collector/config/load.ts';
import { createJourneys } from '../../../../collector/journey/journeys.ts';
import { silentLog } from '../../../../collector/log.ts';
import type { LightQuestion, NodeKind } from '../../../../collector/probe/api.ts';
import type { JourneyKind, JourneyResult } from '../../../../collector/probe/journey.ts';
import { createRegistry } from '../../../../collector/registry/registry.ts';
import type { Observation } from '../../../../collector/rpc/observation.ts';
import { assemble } from '../../../../collector/tick/assemble.ts';
import { createChainWatch } from '../../../../collector/tick/chainWatch.ts';
import type { EdgeRuntime, NodeRuntime } from '../../../../collector/tick/runtime.ts';
import type { HeadView } from '../../../../collector/view.ts';
import { kinds } from '../../../../exporters/kinds.ts';

/** True time in seconds since the scene began → a head, or why there is none, and how long the answer took. */
export type Script = (t: number) => { readonly head?: HeadView; readonly fails?: FailureReason; readonly ms?: number };

/** True time → what a run of the journey that begins then comes to, and how long it takes. */
export type JourneyScript = (t: number) => {
  readonly fails?: readonly [step: JourneyStep, reason: FailureReason];
  readonly ms?: number;
};

export interface Scene {
  /** YAML of nodes, references and edges of the chain; their URLs are never asked. */
  readonly yaml: string;
  /** `own`: one that the YAML declares. */
  readonly chain: 'arbitrum-one' | 'ethereum' | 'arbitrum-nova' | 'sepolia' | 'own';
  readonly scripts: Readonly<Record<string, Script>>;
  /** Seconds by which our own clock is wrong, as a function of true time. */
  readonly skew?: (t: number) => number;
  /** The full journey and the boot list over the edge; without one no journey is run. */
  readonly journey?: JourneyScript;
  readonly boot?: JourneyScript;
  /** The controls do not answer. */
  readonly blind?: (t: number) => boolean;
  /** A defect of ours: times at which recording the chain's head throws. */
  readonly breaks?: (t: number) => boolean;
}

export const hashOf = (number: number, fork = 0): string =>
  `0x${(number + fork * 1e12).toString(16).padStart(64, '0')}`;

/** Where the scene's time 0 lies: on a whole slot, so that block times are easy to read. */
export const epoch = 1_795_000_008;

export const openScene = (scene: Scene) => {
  const { skew = () => 0 } = scene;
  vi.useFakeTimers({ now: (epoch + skew(0)) * 1000 });
  const begun = performance.now();
  const t = (): number => (performance.now() - begun) / 1000;
  const text = `service: { name: t }\nvantage: eu\n${scene.yaml}`;
  const fleet: Fleet = parseFleet(text, { file: 't', home: '/nonexistent', kinds, env: {}, readFile: () => undefined });
  const registry = createRegistry(['fast', 'slow']);
  const chain = fleet.chains[scene.chain];
  const ladder = fleet.ladders[scene.chain];
  if (!chain || !ladder) throw new Error('the fleet has the chain');
  const played = (name: string): LightQuestion => ({
    ask: async () => {
      const sent = { sentWall: Date.now(), sentMono: performance.now() };
      const { head, fails, ms = 0 } = scene.scripts[name]?.(t()) ?? {};
      if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
      const timing = { ...sent, receivedMono: performance.now() };
      const answer: Observation<HeadView> = head
        ? { ok: true, value: head, ...timing }
        : { ok: false, reason: fails ?? 'refused', ...timing };
      return answer;
    },
  });
  const silentKind: NodeKind = { light: () => played(''), slow: [] };
  const { targets } = assemble({
    fleet,
    vantage: 'eu',
    central: true,
    kinds: Object.fromEntries(Object.keys(kinds).map((kind) => [kind, silentKind])),
    plainLight: () => played(''),
    recorder: registry,
  });
  const scripted = targets.map((target) => Object.assign(target, { light: played(target.labels.target) }));
  const runs: { readonly list: 'full' | 'boot'; readonly at: number; readonly over: number }[] = [];
  const playJourney = async (list: 'full' | 'boot', script: JourneyScript): Promise<JourneyResult> => {
    const at = t();
    const { fails, ms = 100 } = script(at);
    await new Promise((resolve) => setTimeout(resolve, ms));
    runs.push({ list, at, over: t() });
    return fails ? { ok: false, step: fails[0], reason: fails[1] } : { ok: true };
  };
  const kind: JourneyKind = ({ labels }) => {
    const { journey = () => ({}), boot } = labels.role === 'edge' ? scene : {};
    return {
      name: 'evm-generic',
      run: () => playJourney('full', journey),
      boot: boot && (() => playJourney('boot', boot)),
      stop: async () => undefined,
    };
  };
  const controls = {
    blind: () => scene.blind?.(t()) ?? false,
    blindAfter: async () => scene.blind?.(t()) ?? false,
    clocks: () => [],
    stop: async () => undefined,
  };
  const watch = createChainWatch({
    chain,
    ladder,
    vantage: 'eu',
    targets: scripted,
    groupOf: (name) => independenceGroup(fleet, name),
    recorder: {
      ...registry,
      set: (metric, labels, value) => {
        if (metric.name === 'headwatch_chain_sources' && scene.breaks?.(t())) throw new Error('defect');
        registry.set(metric, labels, value);
      },
    },
    controls,
    everythingFails: () => false,
    behindDeadEdge: () => false,
    lightRecovered: (edge) => journeys?.lightRecovered(edge),
    log: silentLog,
  });
  const journeys = scene.journey
    ? createJourneys({
        fleet,
        targets: scripted.filter((target) => target.role === 'edge'),
        watches: [watch],
        kinds: { 'evm-generic': kind, 'l1-reader': kind, 'livepeer-orchestrator': kind },
        recorder: registry,
        controls,
        everythingFails: () => false,
        log: silentLog,
      })
    : undefined;
  journeys?.start();
  const node = (name: string): NodeRuntime => {
    const found = scripted.find((target) => target.labels.target === name);
    if (found?.role !== 'node') throw new Error(name);
    return found;
  };
  const edge = (): EdgeRuntime => {
    const found = scripted.find((target): target is EdgeRuntime => target.role === 'edge');
    if (!found) throw new Error('no edge');
    return found;
  };
  return {
    fleet,
    watch,
    node,
    edge,
    registry,
    /** The runs of the edge's journey, in order. */
    runs,
    /** Ticks once a second up to this time; calls back after each tick. */
    playUntil: async (end: number, seen: (t: number) => void = () => undefined): Promise<void> => {
      while (t() < end) {
        vi.setSystemTime((epoch + t() + skew(t())) * 1000);
        const at = t();
        const run = watch.run(Date.now() / 1000, false);
        run.catch(() => undefined);
        await vi.advanceTimersByTimeAsync(900);
        await run.catch(() => undefined);
        seen(at);
        await vi.advanceTimersByTimeAsync(100);
      }
    },
  };
};

export const closeScene = (): void => {
  vi.useRealTimers();
};

/** A chain whose blocks come at these times; seen `delay` seconds later. */
export const blocksAt =
  (times: readonly number[], delay = 0): Script =>
  (t) => {
    const count = times.filter((at) => at + delay <= t).length;
    const timestamp = epoch + (times[count - 1] ?? times[0] ?? 0);
    return { head: { number: 1000 + count, timestamp, hash: hashOf(1000 + count) } };
  };

/** Four blocks a second, as seen `delay` seconds late. */
export const steady =
  (delay = 0): Script =>
  (t) => {
    const number = 4e9 + Math.floor((t - delay) * 4);
    return { head: { number, timestamp: epoch + Math.floor(t - delay), hash: hashOf(number) } };
  };
