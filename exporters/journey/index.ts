/** The registry of journeys: one line each, under the names that fleet.yaml and the metrics know. */
import type { JourneyKinds } from '../../collector/probe/journey.ts';
import { evmGeneric } from './evmGeneric.ts';
import { l1Reader } from './l1Reader/index.ts';
import { livepeerOrchestrator } from './livepeer/index.ts';

export const journeyKinds: JourneyKinds = {
  'livepeer-orchestrator': livepeerOrchestrator,
  'l1-reader': l1Reader,
  'evm-generic': evmGeneric,
};
