import { unwrap } from '../../../collector/probe/api.ts';
import type { JourneyContext } from '../../../collector/probe/journey.ts';
import { parseHeader } from '../../../collector/rpc/parse.ts';
import type { Step } from '../run.ts';
import type { HeadStep } from './head.ts';

/** The head just announced, asked by its hash: a backend that does not know it stands behind the same name. */
export const blockByHashStep = ({ ask, ladder }: JourneyContext, head: HeadStep): Step => ({
  name: 'block_by_hash',
  run: async () => {
    const { hash } = head.current();
    unwrap(
      await ask.rpc('eth_getBlockByHash', [hash, false], ladder.deadline, (result) => {
        if (result === null) return { reason: 'inconsistent' };
        const header = parseHeader(result);
        if ('reason' in header) return header;
        return header.value.hash.toLowerCase() === hash.toLowerCase() ? header : { reason: 'inconsistent' };
      }),
    );
    return 'done';
  },
});
