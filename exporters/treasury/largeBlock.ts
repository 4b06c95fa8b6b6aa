/**
 * A block of which an answer is larger than any that is read. Every node is asked before it is believed: it may be the fault of
 * one. When all of them say so, what is too large is left out, or nothing behind it would ever be read.
 */
import { ProbeFailure } from '../../collector/probe/api.ts';
import { reasonOf } from './ask.ts';
import type { HoldOptions } from './holdTokens.ts';
import type { RangeFound, RangeReader } from './readRange.ts';

/** Seconds of our clock for which nodes that cannot tell are waited for. */
const patience = 3600;

export interface NextOptions extends HoldOptions {
  readonly reader: RangeReader;
}

/** @throws ProbeFailure `too_large` while a node that cannot tell may have it */
const largeBlock = async ({ node, others, state, reader, now, until }: NextOptions, block: number) => {
  const { hash } = await node.header(block);
  let told = true;
  for (const one of [node, ...others]) {
    try {
      if ((await one.header(block)).hash !== hash) throw new ProbeFailure('inconsistent');
      return await reader.read(one, block, block, until);
    } catch (error) {
      told &&= reasonOf(error) === 'too_large';
    }
  }
  if (state.largeSince === 0) state.largeSince = now;
  if (!told && now - state.largeSince < patience) throw new ProbeFailure('too_large');
  reader.leaveOut(block);
  return reader.read(node, block, block, until);
};

/** The blocks behind the cursor, as many as can be had. */
export const readNext = async (options: NextOptions, last: number): Promise<RangeFound & { readonly to: number }> => {
  const { node, state, reader, until } = options;
  const next = state.scanned + 1;
  try {
    return await reader.read(node, next, last, until);
  } catch (error) {
    if (reasonOf(error) !== 'too_large' || performance.now() > until) throw error;
    return largeBlock(options, next);
  }
};
