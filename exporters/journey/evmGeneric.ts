import { parseAbi, toEventSelector } from 'viem/utils';
import { ProbeFailure } from '../../collector/probe/api.ts';
import type { JourneyContext, JourneyKind } from '../../collector/probe/journey.ts';
import { createJourney, type Step } from './run.ts';
import { blockByHashStep } from './steps/blockByHash.ts';
import { chainIdStep } from './steps/chainId.ts';
import { gasPriceStep } from './steps/gasPrice.ts';
import { createHeadStep, type HeadStep } from './steps/head.ts';
import { askLogs } from './steps/logs.ts';
import { createSubscription } from './steps/subscription.ts';

/** Rare on every chain, so that the answer stays small; the whole way to it is that of any other event. */
const [transferred] = parseAbi(['event OwnershipTransferred(address indexed previousOwner, address indexed newOwner)']);
const topic = toEventSelector(transferred);
const lastBlocks = 3;

const recentLogsStep = (context: JourneyContext, head: HeadStep): Step => ({
  name: 'logs',
  run: async () => {
    const { number } = head.current();
    await askLogs(context, { topics: [topic] }, Math.max(0, number - lastBlocks + 1), number);
    return 'done';
  },
});

/** Of an unknown chain we do not know what its endpoints promise: a method that is not there is no failure. */
const whereOffered = (step: Step): Step => ({
  name: step.name,
  run: async () => {
    try {
      return await step.run();
    } catch (error) {
      if (error instanceof ProbeFailure && error.reason === 'rpc_unsupported') return 'not_run';
      throw error;
    }
  },
});

/** What any client of any EVM chain needs: the head, logs, one block by two names, a gas price. */
export const evmGeneric: JourneyKind = (context) => {
  const head = createHeadStep(context, false);
  const subscription = createSubscription(context, head);
  return createJourney(context, {
    name: 'evm-generic',
    steps: [
      chainIdStep(context),
      head.step,
      whereOffered(recentLogsStep(context, head)),
      blockByHashStep(context, head),
      whereOffered(gasPriceStep(context, { free: true })),
      subscription?.step,
    ],
    lookAgainIn: subscription?.lookAgainIn,
    stop: async () => subscription?.stop(),
  });
};
