import { describe, expect, test } from 'vitest';
import { incident, stored } from '../cardStates.ts';
import { labelsOf } from '../fleet.ts';
import { idOf, planFleet, t0, worldOf } from './world.ts';

describe('silences', () => {
  test('a node’s window is silenced in every Alertmanager for as long as it lasts, and in none after it', async () => {
    const { start, at, managers } = worldOf();
    const answer = await start('node:arb-eu');
    expect(answer).toMatchObject({ kind: 'done', state: { state: 'open', silences: { held: 2, of: 2 } } });
    for (const manager of [managers.a, managers.b]) {
      expect(
        manager.active().map(({ matchers }) => matchers.map(({ name, value, isEqual }) => [name, value, isEqual])),
      ).toEqual([
        [
          ['target', 'arb-eu', true],
          ['severity', 'page', false],
        ],
        [
          ['scope', 'node:arb-eu', true],
          ['severity', 'page', false],
        ],
      ]);
      expect(manager.active().map(({ endsAt }) => Date.parse(endsAt) / 1000)).toEqual([t0 + 1800, t0 + 1800]);
    }
    await at(600);
    expect([managers.a.posts, managers.b.posts]).toEqual([2, 2]);
    await at(1800);
    expect([...managers.a.active(), ...managers.b.active()]).toEqual([]);
  });

  test('what an Alertmanager lost, or could not take, is made when it answers; nothing is made twice', async () => {
    const { start, at, restart, managers, job } = worldOf();
    managers.b.up = false;
    const answer = await start('arb-eu');
    expect(answer).toMatchObject({ state: { silences: { held: 1, of: 2 } } });
    expect(answer.kind === 'done' && answer.text).toContain('silenced in 1 of 2 Alertmanagers; it is tried again');
    managers.b.up = true;
    managers.a.silences.clear();
    await at(5);
    expect([managers.a.active().length, managers.b.active().length]).toEqual([2, 2]);
    restart();
    await at(10);
    expect([managers.a.posts, managers.b.posts]).toEqual([4, 2]);
    expect([...job().nodesInWork().keys()]).toEqual(['arb-eu']);
  });

  test('ended early it is silent no longer, also where an Alertmanager was away then', async () => {
    const { start, at, clock, managers, door } = worldOf();
    const id = idOf(await start('node:arb-eu'));
    managers.b.up = false;
    clock.now += 60;
    expect(await door().stop(id, 'bo')).toMatchObject({
      kind: 'done',
      text: expect.stringMatching(/over, after 60 s\. 1 Alertmanager does not answer: the silence there ends/),
    });
    expect(managers.a.active()).toEqual([]);
    managers.b.up = true;
    expect(managers.b.active()).toHaveLength(2);
    await at(70);
    expect(managers.b.active()).toEqual([]);
  });

  test('extended, the same silences last longer', async () => {
    const { start, managers, door } = worldOf();
    const id = idOf(await start('node:arb-eu'));
    const ids = managers.a.active().map((each) => each.id);
    const answer = await door().extend({ id, seconds: 1800, author: 'bo' });
    expect(answer).toMatchObject({ kind: 'done', window: { to: t0 + 3600 }, state: { silences: { held: 2, of: 2 } } });
    expect(managers.a.active().map((each) => each.id)).toEqual(ids);
    expect(managers.a.active().map(({ endsAt }) => Date.parse(endsAt) / 1000)).toEqual([t0 + 3600, t0 + 3600]);
  });

  test('silences of people, and of another fleet in the same Alertmanager, are left alone', async () => {
    const { start, at, managers } = worldOf();
    const theirs = (id: string, comment: string) => {
      const times = { startsAt: new Date(t0 * 1000).toISOString(), endsAt: new Date((t0 + 9999) * 1000).toISOString() };
      managers.a.silences.set(id, { id, matchers: [], ...times, createdBy: 'x', comment, over: false });
    };
    theirs('p', 'headwatch incident 2026-11-24-1');
    theirs('o', 'headwatch maintenance of another-rpc: m-2026-11-24-1, disk');
    theirs('q', 'headwatch maintenance of example-rpc: m-2026-01-01-1, of a ledger that is gone');
    await start('node:arb-eu');
    await at(2000);
    expect(managers.a.active().map(({ id }) => id)).toEqual(['p', 'o']);
  });

  test('an edge’s window silences nothing and says so', async () => {
    const { start, managers } = worldOf();
    const answer = await start('edge:arb', { regions: ['eu'] });
    expect(answer).toMatchObject({ kind: 'done', state: { state: 'open', silences: null } });
    expect(answer.kind === 'done' && answer.text).toContain('silences nothing');
    expect(managers.a.posts).toBe(0);
  });
});

describe('what is told', () => {
  test('members hear of an edge: planned, begun, longer, over; each once, over restarts too', async () => {
    const { start, at, restart, members, door, hooks } = worldOf();
    const id = idOf(
      await start('edge:arb', { regions: ['eu'], from: t0 + 7200, to: t0 + 9000, reason: 'new balancer.' }),
    );
    await at(10);
    restart();
    await at(20);
    expect(members()).toEqual([
      '🔧 Planned work on Arbitrum RPC, EU: 2026-11-25 00:00 UTC to 2026-11-25 00:30 UTC (<t:1795564800:R>). It may not answer well meanwhile: have your backup -ethUrl ready. Why: new balancer.',
    ]);
    await at(7200);
    await at(7205);
    expect(members()).toEqual([expect.stringMatching(/^🔧 Work on Arbitrum RPC, EU until 00:30 UTC\. It may not/)]);
    await door().extend({ id, seconds: 1800, author: 'bo' });
    expect(members()).toEqual([expect.stringMatching(/^🔧 Work on Arbitrum RPC, EU lasts longer: until 01:00 UTC\./)]);
    await at(10_800);
    restart();
    await at(10_805);
    expect(members()).toEqual(['✅ Work on Arbitrum RPC, EU is over since 01:00 UTC.']);
    expect(hooks).toEqual(['planned edge:arb', 'begins edge:arb', 'ended edge:arb']);
  });

  test('of a node they read its alias, and that they should not notice; called off is told to who heard of it', async () => {
    const { start, members, door, hooks } = worldOf();
    const id = idOf(await start('arb-eu', { from: t0 + 7200, to: t0 + 9000, reason: 'disk of arb-eu' }));
    expect(members()).toEqual([
      expect.stringMatching(/^🔧 Planned work on Node EU: .* You should not notice it\. Why: disk of Node EU\.$/),
    ]);
    await door().stop(id, 'bo');
    expect(members()).toEqual(['🔧 Called off: work on Node EU, planned for 2026-11-25 00:00 UTC.']);
    expect(hooks).toEqual(['planned node:arb-eu', 'cancelled node:arb-eu']);
  });

  test('operators are warned before the end with the command that extends it, and again after that', async () => {
    const { start, at, operators, door } = worldOf();
    const id = idOf(await start('node:arb-eu'));
    await at(1190);
    expect(operators()).toEqual([]);
    await at(1200);
    await at(1205);
    expect(operators()).toEqual([expect.stringContaining(`\`headwatch maintenance extend ${id} --for 30m\``)]);
    await door().extend({ id, seconds: 1800, author: 'bo' });
    await at(2900);
    expect(operators()).toEqual([]);
    await at(3000);
    expect(operators()).toHaveLength(1);
  });

  test('a window that ends while its node is not ok says that its alerts are live again; a good end says nothing', async () => {
    const { start, at, operators, verdicts, members } = worldOf();
    await start('node:arb-eu', { to: t0 + 60 });
    await at(41);
    expect(operators()).toHaveLength(1);
    verdicts.set('arb-eu', 'syncing');
    await at(60);
    await at(65);
    expect(operators()).toEqual([expect.stringMatching(/is not ok: syncing, .* Its alerts are live again\./)]);
    expect(members().at(-1)).toBe('✅ Work on Node EU is over since 22:01 UTC.');

    const well = worldOf();
    await well.start('node:arb-eu', { to: t0 + 60 });
    await well.at(60);
    expect(well.operators()).toEqual([]);
  });

  test('what began and ended while the router was away is told as what it is now, not as history', async () => {
    const { book, at, members, hooks } = worldOf();
    const base = { scope: 'edge:arb', regions: [], reason: 'r', author: 'a' };
    book.announce({ ...base, from: t0 + 10, to: t0 + 60 });
    book.announce({ ...base, from: t0 + 10, to: t0 + 600 });
    await at(100);
    expect(members()).toHaveLength(1);
    expect(hooks).toEqual(['begins edge:arb']);
  });
});

test('the incident of the node has begin and end in its timeline, with who forced it', async () => {
  const { start, at, store, verdicts } = worldOf();
  store.saveIncident(incident({ severity: 'warning', headline: 'NodeStalled' }));
  store.saveAlert(stored(labelsOf.nodeStalled));
  verdicts.set('arb-us', 'stalled');
  await start('node:arb-eu', { forced: true });
  await at(1800);
  expect(store.timeline('2026-11-07-1').map(({ text, by }) => [text, by])).toEqual([
    [expect.stringMatching(/^Maintenance of node:arb-eu begins, forced although it cannot be spared/), 'ana'],
    [expect.stringContaining('is over'), null],
  ]);
});

test('while the ledger cannot be read nothing changes: what is silenced stays so until its own end', async () => {
  const world = worldOf();
  await world.start('node:arb-eu');
  const { createMaintenanceJob } = await import('../../../../alerts/router/maintenance/job.ts');
  const blind = createMaintenanceJob({
    ...{ fleet: planFleet, store: world.store, now: () => t0 + 9, view: () => undefined, wake: () => undefined },
    ledger: () => undefined,
  });
  await blind.tend();
  expect(world.managers.a.active()).toHaveLength(2);
});
