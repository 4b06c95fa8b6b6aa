import { ProbeFailure } from '../../../collector/probe/api.ts';
import type { JourneyContext } from '../../../collector/probe/journey.ts';
import { ethCall } from '../ethCall.ts';
import type { Step } from '../run.ts';
import type { LivepeerCalls } from './calls.ts';

export const sameAddress = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** What is read at the start of each round. Which values they have is the protocol's business, not the endpoint's. */
export const contractsStep = (context: JourneyContext, calls: LivepeerCalls): Step => {
  const roundsManager = calls.contractNamed('RoundsManager');
  return {
    name: 'contracts',
    run: async () => {
      const [named] = await Promise.all([
        ethCall(context, roundsManager),
        ethCall(context, calls.lastInitializedRound),
        ethCall(context, calls.currentRoundInitialized),
        ethCall(context, calls.blockNum),
      ]);
      if (!sameAddress(named, context.livepeer.RoundsManager)) throw new ProbeFailure('contract_differs');
      return 'done';
    },
  };
};
