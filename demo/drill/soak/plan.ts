/**
 * When which noise happens: seeded, so that a night that went wrong can be had again. Every kind comes as often as every
 * other; nobody is hit by two at once, nor at once after another, for two harmless things in a row are one that is not.
 */
import { type Random, randomFrom } from '../../sim/random.ts';
import { type Happening, type Noise, type NoiseName, noiseNames, noises } from './noises.ts';

export interface Planned extends Happening {
  readonly noise: NoiseName;
  /** Seconds after the start of the soak. */
  readonly at: number;
}

/** Between two noises that start, seconds. */
const least = 4;
const most = 10;
/** A target is left alone for this long after a noise. */
const targetRest = 20;

const shuffled = <T>(list: readonly T[], random: Random): T[] =>
  list
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);

const touchedBy = ({ does, pauses = [] }: Happening): readonly string[] => [
  ...does.map(({ target }) => target),
  ...pauses,
];

/** @param seconds all of them are over by then */
export const planSoak = (seconds: number, seed: number): readonly Planned[] => {
  const random = randomFrom(seed);
  const free = new Map<string, number>();
  const plan: Planned[] = [];
  let queue: NoiseName[] = [];
  let at = least;
  for (;;) {
    if (queue.length === 0) queue = shuffled(noiseNames, random);
    const name = queue.shift();
    if (name === undefined) return plan;
    const noise: Noise = noises[name];
    const drawn = noise.draw(random);
    const touched = touchedBy(drawn);
    const starts = Math.max(at, free.get(name) ?? 0, ...touched.map((target) => free.get(target) ?? 0));
    const ends = starts + drawn.seconds;
    if (ends > seconds) return plan;
    plan.push({ ...drawn, noise: name, at: starts });
    for (const target of touched) free.set(target, ends + targetRest);
    free.set(name, ends + (noise.rest ?? 0));
    at = starts + least + random() * (most - least);
  }
};
