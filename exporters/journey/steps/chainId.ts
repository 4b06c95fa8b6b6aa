import { unwrap } from '../../../collector/probe/api.ts';
import type { JourneyContext } from '../../../collector/probe/journey.ts';
import { hexNumber } from '../../../collector/rpc/parse.ts';
import type { Step } from '../run.ts';

export const askChainId = async ({ ask, chain, ladder }: JourneyContext): Promise<void> => {
  unwrap(
    await ask.rpc('eth_chainId', [], ladder.deadline, (result) => {
      const id = hexNumber(result);
      if (id === undefined) return { reason: 'bad_shape' };
      return id === chain.id ? { value: id } : { reason: 'wrong_chain' };
    }),
  );
};

export const chainIdStep = (context: JourneyContext): Step => ({
  name: 'chain_id',
  run: async () => {
    await askChainId(context);
    return 'done';
  },
});
