/**
 * What Cloudflare told of an interval: pools that its monitors called out, and requests that it brought to no origin. With
 * nodes that are well it says that the fault lies between the two, which is the edge's.
 */
import { metrics } from '../../collector/catalogue/index.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import type { CloudflareEvidence, RawSource } from './model.ts';
import type { Range } from './month.ts';

/** Seconds between two samples of the slow lane: each stands for so long. */
const step = 15;
/** Seconds of one question; with what is added to it, below the hour that a source answers. */
const atOnce = 3000;
/** Seconds within which a minute is counted once it is old enough. */
const counting = 120;

/** Growth of a counter over samples in a row; one that fell has begun anew. */
const grown = (samples: readonly (readonly [at: number, value: number])[]): number =>
  samples.reduce((sum, [, value], at) => {
    const before = samples[at - 1]?.[1];
    return before === undefined ? 0 : sum + (value >= before ? value - before : value);
  }, 0);

/**
 * The minutes of the interval are counted `delay` after they were, and so that is where they are looked for; of an
 * interval that is settled before, fewer have been counted.
 * @returns undefined where nothing was wrong, or Cloudflare is not asked
 * @throws Error when the source cannot say
 */
export const cloudflareEvidence = async (
  { cloudflare }: Pick<Fleet, 'cloudflare'>,
  source: RawSource,
  { from, to }: Range,
): Promise<CloudflareEvidence | undefined> => {
  if (!cloudflare) return undefined;
  const out = new Set<number>();
  let unreachable = 0;
  for (let start = from; start < to; start += atOnce) {
    const end = Math.min(start + atOnce, to);
    for (const { samples } of await source.samples(metrics.cfPoolState.name, { state: 'critical' }, start, end))
      for (const [at, value] of samples) if (value === 1) out.add(Math.floor(at / 1000 / step));
    const counted = await source.samples(
      metrics.cfOriginRequests.name,
      { class: 'origin_unreachable' },
      // What the first one has grown from is the one before it.
      start + cloudflare.delay - step,
      end + cloudflare.delay + (end === to ? counting : 0),
    );
    for (const { samples } of counted) unreachable += grown(samples);
  }
  const poolOut = Math.min(out.size * step, to - from);
  return poolOut > 0 || unreachable > 0 ? { poolOut, unreachable: Math.round(unreachable) } : undefined;
};
