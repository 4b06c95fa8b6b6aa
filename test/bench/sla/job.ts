/** The real ledger job over a store that is already full: once a day of the script, as if no later sample were there. */
import { createLedger } from '../../../alerts/ledger/index.ts';
import type { RawSource } from '../../../alerts/ledger/model.ts';
import { prometheusSource } from '../../../alerts/ledger/prometheusSource.ts';
import type { Fleet } from '../../../collector/config/fleet.ts';
import { createRegistry } from '../../../collector/registry/registry.ts';
import type { Script } from './script.ts';

const day = 86_400;
const notice = 49 * 3600;

/** Nobody has samples of the future. */
const upTo = (source: RawSource, now: () => number): RawSource => ({
  samples: async (metric, match, from, to) => {
    const end = Math.min(to, Math.floor(now()));
    return end > from ? source.samples(metric, match, from, end) : [];
  },
});

/** @param until when the last run is, long after the last sample */
export const runLedger = async (
  fleet: Fleet,
  script: Script,
  until: number,
  progress: (line: string) => void,
): Promise<void> => {
  let now = script.from - notice;
  const kept = new Map<string, string>();
  const source = upTo(prometheusSource({ url: fleet.prometheus.url }), () => now);
  const ledger = createLedger({
    fleet,
    source,
    now: () => now,
    recorder: createRegistry(['router']),
    memory: { read: (key) => kept.get(key), write: (key, value) => kept.set(key, value) },
  });
  for (const { from, to, regions } of script.windows) {
    const accepted = ledger.announce({ scope: 'edge:arb', regions, from, to, reason: 'planned work', author: 'bench' });
    if (!accepted.ok) throw new Error(`a window was refused: ${JSON.stringify(accepted.faults)}`);
  }
  // A run in the middle of whatever happens, each day, and one when all is over.
  const times: number[] = [];
  for (let at = script.from + 5000; at < script.to; at += day + 1234) times.push(at);
  for (const [index, at] of [...times, until].entries()) {
    now = at;
    await ledger.run();
    if (index % 5 === 4) progress(`the ledger job has run ${index + 1} of ${times.length + 1} times`);
  }
};
