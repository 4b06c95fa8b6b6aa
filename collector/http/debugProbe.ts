/**
 * `GET /debug/probe?node=NAME`: asks one node everything once, now, and shows each question with its outcome, timing
 * and (cut) answer. The client takes addresses, keys and headers out of what it reads, so an answer may be shown.
 */

import type { LabelsOf, MetricDef } from '../catalogue/define.ts';
import { metrics } from '../catalogue/index.ts';
import type { Chain } from '../policy/chains.ts';
import type { Asker, NodeKind, Parse } from '../probe/api.ts';
import { createProbeRunner, type ProbeRun } from '../probe/runner.ts';
import type { Recorder } from '../registry/registry.ts';
import { mapObservation, type Observation, roundTrip } from '../rpc/observation.ts';
import type { NodeRuntime } from '../tick/runtime.ts';

const longest = 2_000;

const cut = (value: unknown): unknown => {
  const text = JSON.stringify(value) ?? 'null';
  return text.length <= longest ? value : `${text.slice(0, longest)}… (${text.length} characters)`;
};

interface Replay {
  readonly question: string;
  readonly outcome: string;
  readonly milliseconds: number;
  readonly answer?: unknown;
}

export const replayProbes = async (
  target: NodeRuntime,
  kind: NodeKind,
  chain: Chain,
  beside: readonly Asker[] = [],
): Promise<unknown> => {
  const questions: Replay[] = [];
  const recorded: { metric: string; labels: unknown; value: number }[] = [];
  const watch = async <T>(question: string, asked: Promise<Observation<T>>): Promise<Observation<T>> => {
    const seen = await asked;
    questions.push({
      question,
      outcome: seen.ok ? 'ok' : seen.reason,
      milliseconds: Math.round(roundTrip(seen) * 10_000) / 10,
      ...(seen.ok ? { answer: cut(seen.value) } : {}),
    });
    return seen;
  };
  const watched = (given: Asker): Asker =>
    ({
      rpc: async <T>(method: string, params: readonly unknown[], deadline: number, parse?: Parse<T>) => {
        const question = `${method}(${JSON.stringify(params).slice(1, -1)})`;
        const seen = await watch(question, given.rpc(method, params, deadline));
        return parse ? mapObservation(seen, parse) : seen;
      },
      get: (method: string, path: string, deadline: number) => watch(`GET ${path}`, given.get(method, path, deadline)),
      text: (method: string, deadline: number) => watch(`GET ${method}`, given.text(method, deadline)),
      // Both signatures of rpc are one function here too.
    }) as Asker;
  const asker = watched(target.asker);
  const ownMetrics = target.ownMetrics && watched(target.ownMetrics);
  const executions = beside.map(watched);
  const hidden = new Set<string>([
    metrics.probeSuccess.name,
    metrics.probeDuration.name,
    metrics.probeLastSuccess.name,
  ]);
  // A recorder of this replay's own: what it shows must not touch the live series.
  const recorder: Recorder = {
    set: <M extends MetricDef>(metric: M, labels: LabelsOf<M>, value: number) => {
      if (!hidden.has(metric.name)) recorded.push({ metric: metric.name, labels, value });
    },
    inc: () => undefined,
    observe: () => undefined,
    clear: () => undefined,
  };
  const head = await kind.light(chain).ask(asker, 2);
  const probes: ProbeRun[] = [];
  for (const probe of kind.slow.filter(({ applies }) => applies?.(target.node) ?? true)) {
    const context = { node: target.node, chain, labels: target.labels, ask: asker, ownMetrics, executions, hints: {} };
    probes.push(await createProbeRunner(probe, context, recorder)());
    await probe.end?.(context);
  }
  return {
    node: target.node.name,
    kind: target.node.kind,
    chain: target.node.chain,
    head: head.ok ? head.value : { failed: head.reason },
    verdict: target.memory,
    probes,
    questions,
    recorded,
  };
};
