import type { SlowProbe } from '../../collector/probe/api.ts';
import { slowDeadline } from '../evmProbes.ts';
import { clockOf, slotTime } from './clock.ts';

/** The forks of `/eth/v1/config/spec`, which the light question has asked for: no call of its own. */
export const consensusUpgradesProbe: SlowProbe = {
  name: 'upgrades',
  everySeconds: 60,
  run: async ({ ask, hints }) => {
    delete hints.upgrades;
    delete hints.forksUntil;
    const clock = await clockOf(ask, slowDeadline);
    const forks = clock.forks.map(({ name, epoch }) => ({ name, at: slotTime(clock, epoch * clock.slotsPerEpoch) }));
    if (forks.length === 0) return;
    const now = Date.now() / 1000;
    hints.forksUntil = Math.max(...forks.map(({ at }) => at));
    hints.upgrades = forks
      .filter(({ at }) => at > now)
      .map(({ name, at }) => ({ source: 'beacon_spec', upgrade: name, at }));
  },
};
