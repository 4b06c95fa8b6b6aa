/** Heartbeats over a real store, with a clock that the test moves. */
import { describe, expect, test } from 'vitest';
import { createHeartbeats } from '../../../alerts/router/heartbeats/heartbeats.ts';
import type { Store } from '../../../alerts/router/store/store.ts';
import { heartbeatsText } from '../../../cli/status/heartbeats.ts';
import type { FleetHeartbeat } from '../../../collector/config/fleet.ts';
import { fleetOf, temporaryStore } from './fleet.ts';

const hour = 3600;
const snapshot: FleetHeartbeat = {
  ...{ name: 'snapshot', every: 24 * hour, grace: 2 * hour, about: undefined, token: undefined, shrunk: 0.5 },
};

const worldOf = (store: Store = temporaryStore(), names: readonly string[] = ['snapshot']) => {
  let now = 1_800_000_000;
  const router = (): ReturnType<typeof createHeartbeats> => {
    const fleet = { ...fleetOf(), heartbeats: names.map((name) => ({ ...snapshot, name })) };
    return createHeartbeats({ fleet, store, now: () => now });
  };
  let heartbeats = router();
  return {
    store,
    wait: (seconds: number) => {
      now += seconds;
    },
    /** The router starts anew, perhaps with another fleet.yaml. */
    restart: (others: readonly string[] = names) => {
      names = others;
      heartbeats = router();
    },
    beat: (sizeBytes: number | null = null, ok = true) =>
      heartbeats.beat('snapshot', { ok, sizeBytes, tookSeconds: null }),
    state: () => heartbeats.all()[0]?.state,
    told: () => heartbeats.all(),
    line: () => heartbeatsText(heartbeats.all(), now),
  };
};

describe('a heartbeat', () => {
  test('that never came is late from when the router first read of it, whatever restarts', () => {
    const world = worldOf();
    expect(world.line()).toBe('Heartbeats: snapshot awaited.');
    world.wait(25 * hour);
    world.restart();
    expect(world.state()).toBe('awaited');
    world.wait(2 * hour);
    expect(world.state()).toBe('late');
    expect(world.line()).toBe('Heartbeats: snapshot NEVER HEARD OF in 1 d 3 h (1 d 2 h allowed).');
    world.beat();
    expect(world.line()).toBe('Heartbeats: snapshot 0 s ago.');
  });

  test('that came in time is well until every and grace are over, also over a restart', () => {
    const world = worldOf();
    world.beat(100);
    world.wait(26 * hour);
    world.restart();
    expect(world.told()).toMatchObject([{ state: 'well', sizeBytes: 100, leastBytes: 1 }]);
    world.wait(1);
    expect(world.line()).toBe('Heartbeats: snapshot LATE, 1 d 2 h old (1 d 2 h allowed).');
  });

  test('that says it failed has failed at once, and the last good one keeps its age', () => {
    const world = worldOf();
    world.beat(100);
    world.wait(hour);
    const goodAt = world.told()[0]?.goodAt;
    expect(world.beat(3, false)).toMatchObject({ state: 'failed', goodAt, sizeBytes: 100 });
    expect(world.line()).toBe('Heartbeats: snapshot FAILED.');
    world.wait(hour);
    expect(world.beat(100)?.state).toBe('well');
  });

  test('that is posted twice is one: a repeated small one does not become the usual size', () => {
    const world = worldOf();
    world.beat(100);
    world.wait(24 * hour);
    for (let again = 0; again < 20; again += 1) {
      expect(world.beat(10)?.state).toBe('shrunk');
      world.wait(2);
    }
    expect(world.store.beats.latest('snapshot', 100)).toHaveLength(2);
    expect(world.line()).toBe('Heartbeats: snapshot SHRUNK.');
  });

  test('is held against the median of up to seven before it, so that one outlier decides nothing', () => {
    const world = worldOf();
    const sizes = [1_000, 100, 102, 98, 101, 99, 103, 100];
    for (const size of sizes) {
      world.beat(size);
      world.wait(24 * hour);
    }
    expect(world.beat(51)).toMatchObject({ state: 'well', leastBytes: 50 });
    world.wait(24 * hour);
    expect(world.beat(49)).toMatchObject({ state: 'shrunk' });
    // Smaller on purpose: after some of them it is the usual size.
    for (let day = 0; day < 4; day += 1) {
      world.wait(24 * hour);
      world.beat(40 + day);
    }
    expect(world.state()).toBe('well');
  });

  test('that tells no size is never shrunk', () => {
    const world = worldOf();
    world.beat(100);
    world.wait(24 * hour);
    expect(world.beat(null)).toMatchObject({ state: 'well', sizeBytes: null });
  });

  test('that tells nothing at all has shrunk, from the first one on and however many follow', () => {
    const world = worldOf();
    for (let day = 0; day < 20; day += 1) {
      expect(world.beat(0)?.state, `day ${day}`).toBe('shrunk');
      world.wait(24 * hour);
    }
    for (const size of [100, 104, 96]) {
      expect(world.beat(size)?.state).toBe('well');
      world.wait(24 * hour);
    }
    for (let day = 0; day < 20; day += 1) {
      expect(world.beat(0)).toMatchObject({ state: 'shrunk' });
      world.wait(24 * hour);
    }
    expect(world.beat(60)?.state).toBe('well');
  });

  test('that came while the clock was ahead hides no failure after it, and is late in its time', () => {
    const world = worldOf();
    world.wait(30 * 24 * hour);
    world.beat(100);
    world.wait(-29 * 24 * hour);
    expect(world.state()).toBe('well');
    expect(world.beat(null, false)?.state).toBe('failed');
    world.wait(hour);
    expect(world.beat(100)?.state).toBe('well');
    world.wait(30 * 24 * hour);
    world.beat(90);
    world.wait(-30 * 24 * hour);
    expect(world.state()).toBe('well');
    world.wait(26 * hour);
    expect(world.state()).toBe('well');
    world.wait(1);
    expect(world.state()).toBe('late');
    // Again as far ahead as it says: then it is what it says.
    world.wait(29 * 24 * hour);
    expect(world.state()).toBe('well');
  });

  test.each([true, false])(
    'that was first read of while the clock was ahead is late and heard all the same (restarted: %s)',
    (restarts) => {
      const world = worldOf();
      const years = 3 * 365 * 24 * hour;
      world.wait(years);
      world.restart(['other']);
      world.restart(['snapshot']);
      world.wait(-years);
      if (restarts) world.restart();
      expect(world.state()).toBe('awaited');
      world.wait(26 * hour + 1);
      if (restarts) world.restart();
      expect(world.state()).toBe('late');
      expect(world.beat(100)?.state).toBe('well');
      expect(world.beat(null, false)?.state).toBe('failed');
    },
  );

  test('is not late because the clock was slow for a while after a start', () => {
    const world = worldOf();
    world.beat(100);
    world.wait(-300 * 24 * hour);
    world.restart();
    expect(world.state()).toBe('well');
    world.wait(300 * 24 * hour + hour);
    expect(world.told()).toMatchObject([{ state: 'well' }]);
  });

  test('that fleet.yaml has lost and has again begins anew, and its old beats say nothing', () => {
    const world = worldOf();
    world.beat(100);
    world.wait(100 * hour);
    world.restart([]);
    expect(world.line()).toBeUndefined();
    world.wait(hour);
    world.restart(['snapshot']);
    expect(world.told()).toMatchObject([{ state: 'awaited', goodAt: null, leastBytes: null }]);
  });

  test('of another name is nobody', () => {
    const world = worldOf(undefined, ['other']);
    expect(world.beat()).toBeUndefined();
    expect(heartbeatsText(null, 0)).toBe('Heartbeats: not known.');
  });
});
