import type { House } from '../tick/house.ts';
import type { NodeRuntime, ReferenceRuntime } from '../tick/runtime.ts';
import { journeyVerdict } from '../verdict/journey.ts';
import { version } from '../version.ts';
import type { CauseView, JoiningView, LbView, NodeView, View } from '../view.ts';

export interface ViewSources extends House {
  readonly central: boolean;
  readonly startedAt: number;
  readonly references: readonly ReferenceRuntime[];
  readonly blind: () => boolean;
  /** What the load-balancer check of a node answers. */
  readonly lbOf?: (node: string) => LbView | undefined;
  readonly joiningOf?: (node: NodeRuntime) => JoiningView | undefined;
  readonly causes: () => readonly CauseView[];
  /** When a tick was last judged, Unix seconds. */
  readonly judgedAt: () => number;
}

const nodeView = (sources: ViewSources, target: NodeRuntime): NodeView => {
  const { node, memory, head, headAt, lag, failure, hints } = target;
  const lb = sources.lbOf?.(node.name);
  const joining = sources.joiningOf?.(target);
  return {
    name: node.name,
    alias: node.alias,
    kind: node.kind,
    chain: node.chain,
    region: node.region,
    state: node.state,
    verdict: memory.verdict,
    reason: memory.reason,
    detail: memory.detail,
    since: memory.since,
    head: head ?? null,
    headAt: head ? headAt : null,
    lagSeconds: lag?.seconds ?? null,
    lagBlocks: lag?.blocks ?? null,
    ...(lb && { lb }),
    ...(joining && { joining }),
    lastFailure: failure ?? null,
    clientVersion: hints.clientVersion ?? null,
  };
};

/** `GET /api/view`: names and numbers only, no address and no error text. */
export const buildView = (sources: ViewSources): View => ({
  vantage: sources.vantage,
  central: sources.central,
  blind: sources.blind(),
  now: Date.now() / 1000,
  at: sources.judgedAt(),
  startedAt: sources.startedAt,
  version,
  chains: sources.watches.map((watch) => {
    const state = watch.state();
    return {
      name: watch.chain.name,
      verdict: state.verdict,
      detail: state.detail,
      since: state.since,
      head: state.corroborated?.head ?? null,
      sources: state.corroborated?.sources ?? 0,
    };
  }),
  nodes: sources.nodes.map((target) => nodeView(sources, target)),
  references: sources.references.map(({ reference, head, failure }) => ({
    name: reference.name,
    chain: reference.chain,
    answered: failure === undefined && head !== undefined,
    head: head ?? null,
  })),
  edges: sources.edges.map(({ edge, labels, judgement, unreached, journey, since, head, lag, failure, seconds }) => ({
    name: edge.name,
    alias: edge.alias,
    chain: edge.chain,
    region: labels.region,
    audience: edge.audience,
    state: judgement.state,
    reason: judgement.reason,
    detail: judgement.detail,
    ...(judgement.fault && { fault: judgement.fault }),
    ...(judgement.state === 'bad' && unreached && { unreached }),
    ...(journey && { journey: journeyVerdict(journey).state }),
    since,
    head: failure === undefined ? (head ?? null) : null,
    lagSeconds: lag?.seconds ?? null,
    seconds: { ...seconds },
  })),
  causes: sources.causes(),
});
