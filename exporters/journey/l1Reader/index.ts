import type { JourneyKind } from '../../../collector/probe/journey.ts';
import { createJourney } from '../run.ts';
import { chainIdStep } from '../steps/chainId.ts';
import { createHeadStep } from '../steps/head.ts';
import { createSubscription } from '../steps/subscription.ts';
import { createBatchLogs } from './batchLogs.ts';
import { blobStep } from './blob.ts';
import { tagSteps } from './tags.ts';

/** What a Nitro node asks of the Ethereum endpoint that it reads its parent chain from. */
export const l1Reader: JourneyKind = (context) => {
  const head = createHeadStep(context, false);
  const batches = createBatchLogs(context, head);
  const subscription = createSubscription(context, head);
  return createJourney(context, {
    name: 'l1-reader',
    steps: [
      chainIdStep(context),
      head.step,
      ...tagSteps(context, head),
      batches.step,
      blobStep(context, head, batches),
      subscription?.step,
    ],
    lookAgainIn: subscription?.lookAgainIn,
    stop: async () => subscription?.stop(),
  });
};
