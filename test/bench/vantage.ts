/**
 * The central host is off for ten minutes (or OFF_SECONDS) while vantages run: `us` is scraped, `us-2` beside it and `ap`
 * ship by agent. Counts, for each, what Prometheus has of the edge's seconds once the host is back.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { startStack } from '../../demo/stack/stack.ts';
import { gained, longestGap, rawSeconds } from '../support/edgeSeconds.ts';

/** Seconds before the outage, and after it until the agents have brought what they kept. */
const around = 30;

export const run = async (note: (line: string) => void): Promise<Readonly<Record<string, number>>> => {
  const seconds = Number(process.env.OFF_SECONDS ?? 600);
  const stack = await startStack({ more: { 'us-2': 'us' }, agents: ['us-2', 'ap'], objective: 90, log: note });
  try {
    await sleep(around * 1000);
    const off = Date.now() / 1000;
    note(`the central host is off for ${seconds} s …`);
    await stack.centre.stop();
    await sleep(seconds * 1000);
    await stack.centre.start();
    const back = Date.now() / 1000;
    await sleep(around * 1000);
    // Every vantage has a sample at both ends of this.
    const [from, to] = [off - 5, back + 20];
    const figures: Record<string, number> = { off_s: Math.round(back - off), window_s: Math.round(to - from) };
    for (const vantage of ['us', 'us-2', 'ap']) {
      const series = await rawSeconds(
        stack.urls.prometheus,
        `target="arb",vantage="${vantage}"`,
        Math.ceil((back - off + 2 * around) / 60) + 1,
      );
      const sum = (only: (state: string) => boolean): number =>
        Math.round(series.filter(({ state }) => only(state)).reduce((all, one) => all + gained(one, from, to), 0));
      const key = vantage.replace('-', '_');
      figures[`${key}_counted_s`] = sum(() => true);
      figures[`${key}_bad_s`] = sum((state) => state === 'bad');
      figures[`${key}_unknown_s`] = sum((state) => state === 'unknown');
      figures[`${key}_longest_gap_s`] = Math.max(...series.map((one) => Math.round(longestGap(one, from) * 10) / 10));
    }
    return figures;
  } finally {
    await stack.stop();
  }
};
