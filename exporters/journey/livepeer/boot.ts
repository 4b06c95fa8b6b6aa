import { ProbeFailure } from '../../../collector/probe/api.ts';
import type { JourneyContext } from '../../../collector/probe/journey.ts';
import { ethCall } from '../ethCall.ts';
import type { Step } from '../run.ts';
import { askChainId } from '../steps/chainId.ts';
import { askGasPrice } from '../steps/gasPrice.ts';
import type { LivepeerCalls } from './calls.ts';
import { sameAddress } from './contracts.ts';

/** Proxies, whose addresses an upgrade keeps; the others are replaced by one, which is no fault of an endpoint. */
const proxies = ['RoundsManager', 'BondingManager', 'TicketBroker', 'ServiceRegistry'] as const;
const replaceable = ['Minter', 'LivepeerToken'] as const;

const none = /^0x0{40}$/;

const checkContracts = async (context: JourneyContext, calls: LivepeerCalls): Promise<void> => {
  const names = [...proxies, ...replaceable];
  const found = await Promise.all(names.map((name) => ethCall(context, calls.contractNamed(name))));
  const wrong = names.some((name, index) => {
    const address = found[index] ?? '';
    const fixed: boolean = proxies.some((proxy) => proxy === name);
    return fixed ? !sameAddress(address, context.livepeer[name]) : none.test(address);
  });
  if (wrong) throw new ProbeFailure('contract_differs');
};

/**
 * Everything that a go-livepeer process asks when it starts. It exits when any of it fails, so that a restart during
 * such a fault ends the member's service although the steady calls work.
 */
export const bootStep = (context: JourneyContext, calls: LivepeerCalls): Step => ({
  name: 'boot',
  run: async () => {
    await Promise.all([askChainId(context), askGasPrice(context)]);
    await checkContracts(context, calls);
    const [lastRound, , , , , , , price] = await Promise.all([
      ethCall(context, calls.lastInitializedRound),
      ethCall(context, calls.currentRound),
      ethCall(context, calls.currentRoundInitialized),
      ethCall(context, calls.currentRoundStartBlock),
      ethCall(context, calls.roundLength),
      ethCall(context, calls.blockNum),
      ethCall(context, calls.transcoderPoolSize),
      ethCall(context, calls.latestPrice),
      ethCall(context, calls.totalBonded),
      ethCall(context, calls.senderInfo),
      ethCall(context, calls.claimedReserve),
    ]);
    // Arbitrum sometimes has no L1 hash for a round (go-livepeer #2362): it must be answered, zero is no fault.
    await ethCall(context, calls.blockHashForRound(lastRound));
    const [, dollars] = price;
    if (dollars <= 0n) throw new ProbeFailure('out_of_range');
    return 'done';
  },
});
