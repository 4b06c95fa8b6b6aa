/** What only a wider fleet has: a quiet chain, with a validator on one of its nodes, and machines that tell of themselves. */
import { hostLimits } from '../../collector/policy/hosts.ts';
import { limits } from '../../collector/policy/ladder.ts';
import { nitroLimits } from '../../collector/policy/nitro.ts';
import type { SimMode } from '../sim/modes.ts';
import type { Fault, Owed } from './fault.ts';
import { aCard, none, slowLane } from './owes.ts';

/** A machine of the eu region. Nothing is known of whose fault it is, and nothing of its nodes is. */
const sickHost = (title: string, mode: SimMode, due: number, more: Partial<Owed>): Fault => ({
  title,
  chain: 'arbitrum-one',
  wider: true,
  does: [{ target: 'host:host-eu', mode }],
  owes: {
    ...aCard,
    scope: 'host:host-eu',
    regions: ['eu'],
    cause: null,
    cardDue: () => due,
    late: slowLane,
    ...more,
  },
});

const novaA = { scope: 'node:nova-a', regions: ['eu'], cause: 'own_node' } as const;
/** Longer than a quiet chain's feed, or its head, may be silent before it is asked about. */
const longSpell = nitroLimits.feedQuiet + 120;

export const widerFaults = {
  'quiet-spell': {
    title: 'nobody uses a quiet chain for a long time: nobody needs to know',
    chain: 'arbitrum-nova',
    wider: true,
    does: [{ target: 'chain:arbitrum-nova', mode: 'halt' }],
    owes: { ...none, holds: longSpell },
  },
  'quiet-node-behind': {
    title: 'a node of a quiet chain stands still, and blocks come elsewhere',
    chain: 'arbitrum-nova',
    wider: true,
    does: [
      { target: 'nova-a', mode: 'freeze' },
      { target: 'chain:arbitrum-nova', mode: 'busy' },
    ],
    // The first block comes a second later; from then on it counts as behind.
    owes: { ...novaA, ...aCard, cardDue: (ladder) => 1 + ladder.lagging },
  },
  'validator-failing': {
    title: 'the validator of a node cannot follow blocks, and sees a rival',
    chain: 'arbitrum-nova',
    wider: true,
    does: [{ target: 'nova-b', mode: 'validator_failing' }],
    owes: {
      scope: 'node:nova-b',
      regions: ['eu'],
      cause: 'own_node',
      ...aCard,
      cardDue: () => 0,
      // The page of the node, the scrape, the rule, the group.
      late: 15 + slowLane,
      ends: nitroLimits.validatorShown + limits.keepFiring + slowLane,
      alerts: { ValidatorFailing: 15 + slowLane },
    },
  },
  'validator-idle': {
    title: 'the validator of a node validates nothing more: nobody is told',
    chain: 'arbitrum-nova',
    wider: true,
    does: [{ target: 'nova-b', mode: 'validator_idle' }],
    owes: none,
  },
  'host-disk-full': sickHost('the disk of a machine is nearly full', 'disk_full', hostLimits.diskFor, {
    alerts: { HostDiskFilling: hostLimits.diskFor + slowLane },
  }),
  'host-memory-short': sickHost('a machine is short of memory', 'memory_short', hostLimits.memoryFor, {
    alerts: { HostMemoryShort: hostLimits.memoryFor + slowLane },
  }),
  'host-clock-off': sickHost('nobody sets the clock of a machine', 'clock_off', hostLimits.clockFor, {
    alerts: { HostClockOff: hostLimits.clockFor + slowLane },
  }),
  'host-silent': sickHost('the exporter of a machine is gone, and its node goes on', 'refuse', hostLimits.down, {
    alerts: { HostDown: hostLimits.down + slowLane },
  }),
} as const satisfies Record<string, Fault>;
