/**
 * The faults of the simulated fleet: what each one does to it, and what headwatch owes for it. The simulator acts on
 * `does`, the drill measures against `owes`; names are part of the command line.
 */
import { chainFaults } from './chain.ts';
import { edgeFaults } from './edge.ts';
import { ethereumFaults } from './ethereum.ts';
import type { Fault } from './fault.ts';
import { nitroFaults } from './nitro.ts';
import { nodeFaults } from './nodes.ts';
import { widerFaults } from './wider.ts';

export { edgeModes, type SimAction, type SimMode, simModes } from '../sim/modes.ts';
export type { Fault, Owed, PageClass } from './fault.ts';

export const faults = {
  ...nodeFaults,
  ...nitroFaults,
  ...edgeFaults,
  ...chainFaults,
  ...ethereumFaults,
  ...widerFaults,
} as const satisfies Record<string, Fault>;

export type FaultName = keyof typeof faults;
