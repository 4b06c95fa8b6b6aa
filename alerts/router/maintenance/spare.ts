/** Whether a node can be spared: what its edges would stand on while it is worked on. Pure. */
import type { NodeVerdict } from '../../../collector/catalogue/labels.ts';
import type { Fleet, FleetEdge, FleetNode } from '../../../collector/config/fleet.ts';
import { nodesOfEdge } from '../../../collector/config/graph.ts';
import { nodesNeeded } from '../../../collector/policy/redundancy.ts';
import type { View } from '../../../collector/view.ts';
import type { Window } from '../../ledger/windows.ts';

export interface SpareQuestion {
  readonly fleet: Fleet;
  /** Name of the node to be worked on. */
  readonly node: string;
  /** Of the work, Unix seconds. */
  readonly from: number;
  readonly to: number;
  /** True for a time that is not now: of it only the plan is known. */
  readonly planned: boolean;
  /** Windows that are not over; the node's own do not speak against it. */
  readonly windows: readonly Window[];
  /** What is known of now; undefined when nobody knows. */
  readonly view: View | undefined;
}

export const nodeOfWindow = ({ scope }: Pick<Window, 'scope'>): string | undefined =>
  scope.startsWith('node:') ? scope.slice('node:'.length) : undefined;

/** The node and those that cannot do without it: an execution node its beacon, a node its parent. */
const outWith = (fleet: Fleet, name: string): ReadonlySet<string> => {
  const out = new Set([name]);
  const needs = ({ beacon, parent }: FleetNode): boolean =>
    (beacon !== undefined && out.has(beacon)) || (parent?.startsWith('node:') === true && out.has(parent.slice(5)));
  for (let before = 0; before < out.size; ) {
    before = out.size;
    for (const node of fleet.nodes) if (needs(node)) out.add(node.name);
  }
  return out;
};

/** Only positive evidence makes a node bad. */
const isBad = (verdict: NodeVerdict | undefined): boolean =>
  verdict !== undefined && verdict !== 'ok' && verdict !== 'unknown';

const fault = (question: SpareQuestion, edge: FleetEdge): string | undefined => {
  const { fleet, node, from, to, planned, windows, view } = question;
  const out = outWith(fleet, node);
  const serving = nodesOfEdge(edge).filter((name) =>
    fleet.nodes.some((each) => each.name === name && each.state === 'serving'),
  );
  const taken = serving.filter((name) => out.has(name));
  if (taken.length === 0) return undefined;
  const verdict = new Map(view?.nodes.map((each) => [each.name, each.verdict]));
  // Whoever is out already is missed by nobody: mending it is what a window is for.
  if (!planned && taken.every((name) => isBad(verdict.get(name)))) return undefined;

  const worked = new Set(
    windows
      .filter((window) => nodeOfWindow(window) !== node && window.from < to && window.ended > from)
      .flatMap((window) => [...outWith(fleet, nodeOfWindow(window) ?? '')]),
  );
  const others = serving.filter((name) => !out.has(name));
  const why = (name: string): string | undefined => {
    if (worked.has(name)) return planned ? 'in maintenance then' : 'in maintenance';
    const now = planned ? 'ok' : (verdict.get(name) ?? 'unknown');
    return now === 'ok' ? undefined : now.replace('_', ' ');
  };
  const left = others.filter((name) => why(name) === undefined);
  const needed = nodesNeeded(edge.carry);
  if (left.length >= needed) return undefined;
  const missing = others.filter((name) => !left.includes(name)).map((name) => `${name} (${why(name)})`);
  const without = taken.includes(node) ? node : `${node}, and with it ${taken.join(' and ')},`;
  return [
    `Without ${without} edge ${edge.name} has ${left.length === 0 ? 'no' : left.length} ${planned ? '' : 'healthy '}`,
    `${left.length === 1 ? 'node' : 'nodes'} and needs ${needed}${left.length > 0 ? `: ${left.join(', ')}` : ''}.`,
    missing.length > 0 ? ` Not counted: ${missing.join(', ')}.` : '',
  ].join('');
};

/** Why the node cannot be spared, in sentences; undefined when every edge that it serves can do without. */
export const cannotSpare = (question: SpareQuestion): string | undefined => {
  const { fleet, planned, view } = question;
  const faults = fleet.edges.map((edge) => fault(question, edge)).filter((each) => each !== undefined);
  if (faults.length === 0) return undefined;
  const blind = !planned && !view ? ['The collector does not tell how the nodes are.'] : [];
  return [...blind, ...faults].join(' ');
};
