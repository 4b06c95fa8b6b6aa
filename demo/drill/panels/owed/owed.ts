/** What the pages owe while something is broken, and whom it is about. */
import type { Fleet } from '../../../../collector/config/fleet.ts';
import type { About } from '../cells.ts';

/** What at least one of the cells shows, in each profile that is told of it; none of them showed it before the fault. */
export type Shows =
  /** A state, by the beginning of its words. */
  | { readonly says: string | readonly string[] }
  /** A figure beyond a limit of its panel. */
  | { readonly colors: readonly string[] }
  /** A figure without a limit. */
  | { readonly above: number };

export type Expected = Shows & {
  readonly name: string;
  /** States of these that must not be well; one of them shows what is owed. */
  readonly about: About;
  /** Only operators see it. */
  readonly private?: boolean;
  /** Panels that may stay green, each with its reason. */
  readonly may?: Readonly<Record<string, string>>;
};

/** Where a fault is: the target that it breaks, which need not be the one that it is named with. */
export interface Place {
  readonly fleet: Fleet;
  readonly target: string;
}

type Owed = Expected extends infer E ? (E extends Expected ? Omit<E, 'name'> : never) : never;

/** For one fault: what is shown, or why no panel can show it. */
export type PagesOwe = ((place: Place) => readonly Owed[]) | { readonly nothing: string };

/** A node's row is called by its name for operators and by its alias for visitors. */
export const node = ({ fleet, target }: Place): About => {
  const alias = fleet.nodes.find(({ name }) => name === target)?.alias ?? target;
  return { labels: { target }, row: { node: [target, alias], target: [target], role: ['node'] } };
};

export const verdict = (place: Place): About => ({
  ...node(place),
  series: ['headwatch_node_verdict', 'headwatch:node_verdict:worst10s'],
});

/** What one panel says of one node. */
export const nodeOn = (place: Place, ...panels: readonly string[]): About => ({ ...node(place), panels });

/** A state that one series tells of the node. */
export const told =
  (series: string, ...says: readonly string[]): PagesOwe =>
  (place) => [{ about: { ...node(place), series: [series] }, says }];

/** The same, where only operators see it. */
export const toldUs =
  (series: string, ...says: readonly string[]): PagesOwe =>
  (place) => [{ about: { ...node(place), series: [series] }, says, private: true }];

/** A reference's row is called by its number among those of its chain for visitors. */
export const reference = ({ fleet, target }: Place): About => {
  const chain = fleet.references.find(({ name }) => name === target)?.chain;
  const index = fleet.references.filter((each) => each.chain === chain).findIndex(({ name }) => name === target);
  return { labels: { target }, row: { reference: [target, `Reference ${index + 1}`], target: [target] } };
};

/** @param target as the simulator names it: `edge:NAME`, or `edge:NAME:REGION` */
export const edge = (target: string): About => {
  const [, name = '', region] = target.split(':');
  const named = region === undefined ? {} : { region };
  return {
    labels: { target: name, ...named },
    row: { target: [name], ...(region === undefined ? {} : { region: [region] }) },
    series: [
      'headwatch:edge_state:region',
      'headwatch_edge_state',
      'headwatch_head_success',
      'headwatch_journey_success',
    ],
  };
};

/** Asked every few minutes: the last answer stands until the next question, and says when it was given. */
export const slow = 'is asked every few minutes, and the last answer is still fresh';
