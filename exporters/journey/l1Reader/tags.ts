import { ProbeFailure } from '../../../collector/probe/api.ts';
import type { JourneyContext } from '../../../collector/probe/journey.ts';
import { parseHeader } from '../../../collector/rpc/parse.ts';
import type { Step, StepEnd } from '../run.ts';
import type { HeadStep } from '../steps/head.ts';

/**
 * `safe` and `finalized`, which never are above the head, nor the second above the first. A client that has just
 * started answers null or an error of its own ("safe block not found", -39001): it has none yet, which is no failure.
 */
export const tagSteps = ({ ask, ladder }: JourneyContext, head: HeadStep): readonly [Step, Step] => {
  let ceiling = 0;
  const ask1 = async (tag: 'safe' | 'finalized'): Promise<StepEnd> => {
    const seen = await ask.rpc('eth_getBlockByNumber', [tag, false], ladder.deadline, parseHeader);
    if (!seen.ok) {
      if (['rpc_error', 'rpc_unsupported', 'block_unknown', 'null_result'].includes(seen.reason)) return 'not_run';
      throw new ProbeFailure(seen.reason);
    }
    if (seen.value.number > ceiling) throw new ProbeFailure('inconsistent');
    ceiling = seen.value.number;
    return 'done';
  };
  return [
    {
      name: 'safe',
      run: () => {
        ceiling = head.current().number;
        return ask1('safe');
      },
    },
    { name: 'finalized', run: () => ask1('finalized') },
  ];
};
