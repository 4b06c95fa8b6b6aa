/** Whether a block that a node has called safe is still there: below it nothing may ever be taken back. */
import { metrics } from '../collector/catalogue/index.ts';
import { ProbeFailure, type SlowProbe, unwrap } from '../collector/probe/api.ts';
import { parseHeader } from '../collector/rpc/parse.ts';
import type { HeadView } from '../collector/view.ts';
import { slowDeadline } from './evmProbes.ts';
import { perNode } from './perNode.ts';

/** The last block that each node called safe, and that was not another one since. */
const safeOf = perNode((): { block?: HeadView } => ({}));

/**
 * The hash of the last safe block against what the node says of that height once it calls a higher one safe: one question
 * a minute at most, none while the tag stands. A tag that falls (a restart) takes nothing back by itself: then the old
 * block is held until the node has reached its height again.
 */
export const safeProbe: SlowProbe = {
  name: 'safe_reorg',
  everySeconds: 60,
  run: async (context) => {
    const { ask, record, labels, hints } = context;
    const known = safeOf(context);
    const { safe } = hints;
    record.inc(metrics.safeReorgs, labels, 0);
    const replaced = (): void => {
      record.inc(metrics.safeReorgs, labels);
      hints.safeReplacedAt = Date.now() / 1000;
    };
    // What a node calls safe while it is on another chain or in the future was never a block that could be taken back.
    if (safe === undefined || hints.doubted === true) return;
    const before = known.block;
    if (before === undefined || before.number === safe.number) {
      if (before !== undefined && before.hash !== safe.hash) replaced();
      known.block = safe;
      return;
    }
    if (safe.number < before.number) return;
    const height = `0x${before.number.toString(16)}`;
    const now = unwrap(await ask.rpc('eth_getBlockByNumber', [height, false], slowDeadline, parseHeader));
    if (now.number !== before.number) throw new ProbeFailure('inconsistent');
    if (now.hash !== before.hash) replaced();
    known.block = safe;
  },
};
