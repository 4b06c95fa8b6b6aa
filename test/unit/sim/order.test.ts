/** The simulated world keeps the order in which the real one tells things, also for a monitor that has just been started. */
import { expect, it } from 'vitest';
import { limits } from '../../../collector/policy/ladder.ts';
import { createArbitrum } from '../../../demo/sim/chain/arbitrum.ts';
import { viewOf } from '../../../demo/sim/chain/view.ts';

const start = 1_800_000_000;
/** A monitor needs some rounds to see what is unread: five seconds each. */
const rounds = 10;

it('a node without its blobs has batches that are not read at once, and a late final block only after they counted', () => {
  const chain = createArbitrum(1, (t) => Math.floor(t / 12));
  for (let phase = 0; phase < 110; phase++) {
    const since = start + phase;
    const at = (elapsed: number) => viewOf(chain, { mode: 'blobs_lost', since }, 'arb-eu', since + elapsed);
    const unread = chain.batchAt(at(0).trueHead).batch - chain.batchAt(at(0).safe).batch;
    expect(unread).toBeGreaterThan(1);
    const counted = at(limits.inboxHolds + rounds);
    const final = counted.block(counted.finalized)?.timestamp ?? 0;
    // No pause between batches is known yet, and Ethereum finalizes at once.
    expect(counted.now - final).toBeLessThan(limits.finalizedLate);
  }
});
