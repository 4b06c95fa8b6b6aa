/** What a member should do, in one sentence: on the status page, in status.json and on dashboards. */
import type { EdgeState } from './catalogue/labels.ts';
import type { ServiceState } from './status.ts';

/** An endpoint, as far as it matters: the state of each of its regions. */
interface Endpoint {
  readonly regions: readonly { readonly region: string; readonly state: EdgeState }[];
}

const list = (regions: readonly string[]): string => {
  const upper = regions.map((region) => region.toUpperCase());
  return upper.length <= 1 ? upper.join('') : `${upper.slice(0, -1).join(', ')} and ${upper.at(-1)}`;
};

const regionsIn = (edges: readonly Endpoint[], state: 'good' | 'bad'): string[] => [
  ...new Set(edges.flatMap((edge) => edge.regions.filter((each) => each.state === state).map((each) => each.region))),
];

/** Without an edge for members nobody's path is measured; the nodes are all there is to speak of. */
const nodesOnly: Readonly<Record<ServiceState, string>> = {
  up: 'Every node is at the head of its chain. No path of members is measured here.',
  degraded: 'Not every node is well; those that are can be used.',
  down: 'No node is well right now.',
  unknown: 'We cannot see the nodes well right now.',
};

export const memberAdvice = (state: ServiceState, edges: readonly Endpoint[]): string => {
  if (edges.length === 0) return nodesOnly[state];
  if (state === 'up') return 'Nothing to do: the service answers with fresh blocks.';
  if (state === 'down') return 'Switch to your backup RPC until this page says that the service is up again.';
  if (state === 'unknown')
    return 'We cannot see the service well right now: check it from where you are before you rely on it.';
  const bad = regionsIn(edges, 'bad');
  const good = regionsIn(edges, 'good').filter((region) => !bad.includes(region));
  if (bad.length === 0) {
    return edges.some((edge) => edge.regions.some((region) => region.state === 'halted'))
      ? 'The chain itself stands still: another RPC will not help, wait for it.'
      : 'The service answers, with less in reserve than usual.';
  }
  return `Members in ${list(bad)}: switch to your backup RPC.${good.length > 0 ? ` ${list(good)} ${good.length > 1 ? 'are' : 'is'} fine.` : ''}`;
};
