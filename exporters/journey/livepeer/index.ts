import type { JourneyKind } from '../../../collector/probe/journey.ts';
import { createJourney } from '../run.ts';
import { blockByHashStep } from '../steps/blockByHash.ts';
import { chainIdStep } from '../steps/chainId.ts';
import { gasPriceStep } from '../steps/gasPrice.ts';
import { createHeadStep } from '../steps/head.ts';
import { createSubscription } from '../steps/subscription.ts';
import { bootStep } from './boot.ts';
import { livepeerCalls } from './calls.ts';
import { contractsStep } from './contracts.ts';
import { livepeerLogsStep } from './logs.ts';
import { settledLogsStep } from './settledLogs.ts';

/** What a go-livepeer process asks of its Arbitrum endpoint, without a key and without a transaction. */
export const livepeerOrchestrator: JourneyKind = (context) => {
  const head = createHeadStep(context, true);
  const calls = livepeerCalls(context.livepeer);
  const subscription = createSubscription(context, head);
  return createJourney(context, {
    name: 'livepeer-orchestrator',
    steps: [
      chainIdStep(context),
      head.step,
      livepeerLogsStep(context, head),
      settledLogsStep(context, head),
      blockByHashStep(context, head),
      gasPriceStep(context, { free: false }),
      contractsStep(context, calls),
      subscription?.step,
    ],
    boot: bootStep(context, calls),
    lookAgainIn: subscription?.lookAgainIn,
    stop: async () => subscription?.stop(),
  });
};
