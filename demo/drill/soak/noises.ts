/**
 * The noise of an ordinary night, none of which owes anybody a word: what each kind does to the simulated fleet, to
 * whom, and for how long.
 */
import { controlNames, simEdges, simNodes } from '../../sim/layout.ts';
import type { SimAction } from '../../sim/modes.ts';
import type { Random } from '../../sim/random.ts';

export interface Happening {
  readonly does: readonly SimAction[];
  /** Processes of the stack that stand still meanwhile. */
  readonly pauses?: readonly string[];
  readonly seconds: number;
}

export interface Noise {
  readonly title: string;
  readonly draw: (random: Random) => Happening;
  /** Seconds from its end until it may happen again to anybody: members do lose seconds by it. */
  readonly rest?: number;
}

const pick = <T>(random: Random, list: readonly T[]): T => {
  const found = list[Math.floor(random() * list.length)];
  if (found === undefined) throw new Error('nothing to pick from');
  return found;
};
const between = (random: Random, least: number, most: number): number => least + random() * (most - least);

const names = Object.keys(simNodes);
const references = names.filter((name) => name.includes('-ref-'));
const own = names.filter((name) => !name.includes('-ref-'));
const nitro = own.filter((name) => name.startsWith('arb-'));
const executing = own.filter((name) => !name.startsWith('beacon-'));
const doors = Object.entries(simEdges).flatMap(([edge, { regions }]) =>
  Object.keys(regions).map((region) => `edge:${edge}:${region}`),
);

/** A tunnel carries one machine, or everything of one place. */
const tunnels: readonly (readonly string[])[] = [
  ...nitro.map((name) => [name]),
  ['eth-a', 'beacon-a'],
  ['eth-b', 'beacon-b'],
  ['arb-eu', 'eth-a', 'eth-b', 'beacon-a', 'beacon-b'],
];

export const noises = {
  jitter: {
    title: 'answers take 10 to 200 ms, now and then a second or two',
    draw: (random) => ({
      does: [...names, ...controlNames, ...doors].map((name) => ({ target: `line:${name}`, mode: 'jitter' })),
      seconds: between(random, 60, 120),
    }),
  },
  lost_probe: {
    title: 'a single request is lost',
    draw: (random) => ({ does: [{ target: pick(random, [...names, ...doors]), mode: 'lose_one' }], seconds: 3 }),
  },
  feed_reconnect: {
    title: 'a Nitro node loses its feed and finds it again',
    draw: (random) => ({ does: [{ target: pick(random, nitro), mode: 'feed_lost' }], seconds: between(random, 3, 8) }),
  },
  connections_cut: {
    title: 'an edge cuts its connections, subscriptions included',
    draw: (random) => ({ does: [{ target: pick(random, doors), mode: 'cut' }], seconds: 1 }),
  },
  syncing_flap: {
    title: 'a node says for a moment that it syncs',
    draw: (random) => ({
      does: [{ target: pick(random, executing), mode: 'syncing' }],
      seconds: between(random, 3, 8),
    }),
  },
  tunnel_reconnect: {
    title: 'a tunnel reconnects: what is behind it answers nothing for 6 s',
    draw: (random) => ({ does: pick(random, tunnels).map((target) => ({ target, mode: 'hang' })), seconds: 6 }),
    rest: 75,
  },
  reference_429: {
    title: 'a public reference throttles, sometimes both of a chain',
    draw: (random) => {
      const one = pick(random, references);
      const targets = random() < 0.3 ? references.filter((name) => name.startsWith(one.slice(0, 3))) : [one];
      return { does: targets.map((target) => ({ target, mode: 'http_429' })), seconds: between(random, 20, 60) };
    },
  },
  lost_scrape: {
    title: 'a collector stands still for a moment: a scrape and a tick are lost',
    draw: (random) => ({
      does: [],
      pauses: [pick(random, ['collector', 'collector-us', 'collector-ap'])],
      seconds: between(random, 1.2, 2),
    }),
  },
  missed_slot: {
    title: 'Ethereum misses a slot',
    draw: () => ({ does: [{ target: 'chain:ethereum', mode: 'halt' }], seconds: 12 }),
  },
  control_fails: {
    title: 'a control fails once',
    draw: (random) => ({ does: [{ target: pick(random, controlNames), mode: 'http_502' }], seconds: 3 }),
  },
} as const satisfies Record<string, Noise>;

export type NoiseName = keyof typeof noises;
// Object.keys loses the key type of a literal.
export const noiseNames = Object.keys(noises) as NoiseName[];
