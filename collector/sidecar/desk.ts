/** One node's check: what its own node says, what is heard of the others, and the answer that follows, each second. */
import { sidecarMetrics } from '../catalogue/sidecar.ts';
import type { Fleet, FleetNode } from '../config/fleet.ts';
import { nodesOfEdge } from '../config/graph.ts';
import type { Log } from '../log.ts';
import { limits } from '../policy/ladder.ts';
import type { NodeKind } from '../probe/api.ts';
import { type Recorder, setOneHot } from '../registry/registry.ts';
import { type EdgeCompany, freshLb, judgeLb, type LbMemory } from '../verdict/lb.ts';
import { aheadFor, followOthers, lagBehind, type Member, type Quality, vouchedFor } from '../verdict/lbMembers.ts';
import type { Trail } from '../verdict/trail.ts';
import type { HeadView } from '../view.ts';
import { createHearsay } from './hearsay.ts';
import { createOwnNode } from './ownNode.ts';
import type { LbState } from './state.ts';
import type { Wishes } from './wishes.ts';

export interface DeskOptions {
  readonly fleet: Fleet;
  readonly node: FleetNode;
  readonly kind: NodeKind;
  readonly wishes: Wishes;
  readonly recorder: Recorder;
  readonly log: Log;
}

const edgesOf = (fleet: Fleet, node: FleetNode) => fleet.edges.filter((edge) => nodesOfEdge(edge).includes(node.name));

/** Other serving nodes of the edges that a node serves. */
const companions = (fleet: Fleet, node: FleetNode): readonly FleetNode[] => {
  const names = new Set(edgesOf(fleet, node).flatMap(nodesOfEdge));
  return fleet.nodes.filter((other) => other !== node && other.state === 'serving' && names.has(other.name));
};

export const createDesk = ({ fleet, node, kind, wishes, recorder, log }: DeskOptions) => {
  const chain = fleet.chains[node.chain];
  const ladder = fleet.ladders[node.chain];
  if (!chain || !ladder) throw new Error(`no chain ${node.chain}`);
  const others = companions(fleet, node);
  const hearsay = createHearsay(others, fleet.sidecar?.collector);
  const measure = { blockTime: chain.blockTime, lagging: ladder.lagging };
  const labels = { target: node.name, chain: node.chain, region: node.region };
  let trail: Trail = [];
  /** What every other member says of itself, and of that what can be compared with. */
  let said: readonly Member[] = [];
  let heard: readonly Member[] = [];
  let memory: LbMemory = freshLb(Date.now() / 1000);
  let leavingSince: number | undefined;
  let decidedMono = 0;

  const own = createOwnNode({
    ...{ node, chain, ladder, kind },
    claims: () => said.flatMap(({ head }) => (head ? [{ timestamp: head.timestamp, age: limits.lbFresh / 2 }] : [])),
  });

  const listen = (mono: number, now: number): readonly Member[] => {
    const since = mono - limits.lbFresh * 1000;
    return others.flatMap((other): Member[] => {
      const word = hearsay.of(other.name, since);
      if (!word?.standing) return [];
      const { standing, head, serve, leaving } = word;
      const planned = wishes.wanted(other.name, now);
      // A node without a check of ours is in for all we know.
      const admitted = serve ?? (other.lb === undefined ? true : undefined);
      return [{ name: other.name, standing, head, admitted, leaving: leaving || planned }];
    });
  };

  const central = (mono: number) => hearsay.central(mono - limits.lbFresh * 1000);
  const centralChain = (mono: number) => central(mono)?.chains.find(({ name }) => name === chain.name);
  const chainVerdict = (mono: number) => centralChain(mono)?.verdict;

  /** What of the others can be compared with. */
  const comparable = (mono: number, now: number): readonly Member[] => {
    // A head in the future is a lie, or our clock is slow; either way it says nothing of who is behind.
    const present = said.filter(({ head }) => !head || head.timestamp <= now + limits.future);
    if (!chain.quiet) return present;
    const seen = centralChain(mono);
    // With fewer than three sources it may be the word of one.
    const corroborated = seen && seen.sources >= 3 ? (seen.head ?? undefined) : undefined;
    return vouchedFor(present, own.quality()?.head, corroborated);
  };

  /** Distance to the best of the others that answer; undefined when none was heard. */
  const lagOf = (head: HeadView, mono: number) => {
    const heads = heard.flatMap((other) => (other.standing === 'answers' && other.head ? [other.head] : []));
    const lags = heads.map((other) => lagBehind(head, other, measure, aheadFor(trail, head, mono / 1000)));
    return lags.toSorted((a, b) => b.seconds - a.seconds)[0];
  };

  /** What it is by itself; a fork is seen only by who sees all of them. */
  const quality = (mono: number): Quality | undefined => {
    const now = own.quality();
    const said = central(mono)?.nodes.find(({ name }) => name === node.name)?.verdict;
    return now?.standing === 'answers' && said === 'diverged' ? { standing: 'diverged', head: undefined } : now;
  };

  const companies = (): readonly EdgeCompany[] =>
    edgesOf(fleet, node).map((edge) => {
      const names = nodesOfEdge(edge);
      return {
        heard: heard.filter(({ name }) => names.includes(name)),
        others: others.filter(({ name }) => names.includes(name)).length,
        carry: edge.carry,
      };
    });

  const decide = (): void => {
    const mono = performance.now();
    const at = Date.now() / 1000;
    said = listen(mono, at);
    heard = comparable(mono, at);
    trail = followOthers(trail, heard, mono / 1000);
    leavingSince = wishes.wanted(node.name, at) ? (leavingSince ?? at) : undefined;
    const me = quality(mono);
    const before = memory;
    memory = judgeLb(
      {
        ...{ at, state: node.state, own: me, edges: companies(), chain: chainVerdict(mono), leavingSince, measure },
        ...{ aheadFor: aheadFor(trail, me?.head, mono / 1000), readmit: ladder.readmit, told: limits.lbFresh },
      },
      before,
    );
    decidedMono = mono;
    recorder.set(sidecarMetrics.lbCheck, labels, memory.serve ? 1 : 0);
    recorder.set(sidecarMetrics.lbHeard, labels, heard.length);
    if (memory.reason === before.reason && memory.serve === before.serve) return;
    setOneHot(recorder, sidecarMetrics.lbReason, labels, 'reason', memory.reason);
    log.info({ node: node.name, serve: memory.serve, reason: memory.reason }, memory.detail);
  };

  setOneHot(recorder, sidecarMetrics.lbReason, labels, 'reason', memory.reason);
  for (const code of ['200', '503'] as const) recorder.inc(sidecarMetrics.lbAsked, { ...labels, code }, 0);

  return {
    name: node.name,
    /** Asks the node once and decides anew, at once and when it has answered. */
    second: async (): Promise<void> => {
      own.age();
      decide();
      if (node.state === 'parked') return;
      await own.ask(
        (head) => lagOf(head, performance.now()),
        () => chainVerdict(performance.now()),
      );
      decide();
    },
    /** The answer to the balancer; a decision that is old is made anew, for its evidence is older still. */
    answer: (): LbMemory => {
      if (performance.now() - decidedMono > 2000) decide();
      return memory;
    },
    asked: (serve: boolean): void => recorder.inc(sidecarMetrics.lbAsked, { ...labels, code: serve ? '200' : '503' }),
    ready: (): boolean => node.state === 'parked' || quality(performance.now()) !== undefined,
    state: (): LbState => {
      const mono = performance.now();
      const me = quality(mono);
      const head = own.head();
      return {
        ...{ node: node.name, serve: memory.serve, reason: memory.reason, detail: memory.detail },
        forSeconds: Math.max(0, Date.now() / 1000 - memory.since),
        standing: me?.standing ?? null,
        head: me?.head && head ? { ...head.view, ageSeconds: (mono - head.mono) / 1000 } : null,
        leaving: leavingSince !== undefined,
      };
    },
    stop: async (): Promise<void> => {
      await Promise.all([hearsay.stop(), own.close()]);
    },
  };
};

export type Desk = ReturnType<typeof createDesk>;
