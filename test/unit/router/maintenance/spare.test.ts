import { describe, expect, test } from 'vitest';
import { idOf, planFleet, t0, worldOf } from './world.ts';

const whyOf = (answer: { readonly kind: string; readonly why?: string | null }): string => answer.why ?? answer.kind;

describe('work that begins now', () => {
  test('is refused when an edge would stand on fewer healthy nodes than it needs, in words', async () => {
    const { start, verdicts, managers, book, members } = worldOf();
    verdicts.set('arb-ap', 'stalled');
    expect(whyOf(await start('node:arb-eu'))).toMatch(
      /^Without arb-eu edge arb has 1 healthy node and needs 2: arb-us\. Not counted: arb-ap \(stalled\)\..*--force/,
    );
    expect(book.allWindows(0)).toEqual([]);
    expect(managers.a.posts).toBe(0);
    expect(members()).toEqual([]);
  });

  test('unknown is not healthy, and without a view nobody is', async () => {
    const { start, verdicts, seen } = worldOf();
    verdicts.set('arb-ap', 'unknown');
    expect(whyOf(await start('arb-eu'))).toContain('arb-ap (unknown)');
    seen.view = false;
    expect(whyOf(await start('arb-eu'))).toMatch(/^The collector does not tell how the nodes are\. Without arb-eu/);
  });

  test('forced it is done, and the ledger, the answer and the list say so', async () => {
    const { start, verdicts, door, members } = worldOf();
    verdicts.set('arb-ap', 'stalled');
    const answer = await start('node:arb-eu', { forced: true });
    expect(answer).toMatchObject({ kind: 'done', window: { forced: true }, state: { state: 'open' } });
    expect(answer.kind === 'done' && answer.text).toContain('Forced: Without arb-eu edge arb has 1 healthy node');
    expect(door().list(t0)).toMatchObject([{ window: { forced: true } }]);
    expect(members()[0]).toContain('fewer nodes than we like stand behind you');
  });

  test('force that was not needed is not written down', async () => {
    const { start } = worldOf();
    const answer = await start('node:arb-eu', { forced: true });
    expect(answer.kind === 'done' && answer.window.forced).toBeUndefined();
  });

  test('a node that is out already is missed by nobody', async () => {
    const { start, verdicts } = worldOf();
    verdicts.set('arb-eu', 'unreachable').set('arb-ap', 'lagging');
    expect((await start('node:arb-eu')).kind).toBe('done');
  });

  test('a second node is refused while the first is in work, and may be worked on after it', async () => {
    const { start, door } = worldOf();
    const id = idOf(await start('node:arb-eu'));
    expect(whyOf(await start('node:arb-us'))).toContain('arb-eu (in maintenance)');
    await door().stop(id, 'bo');
    expect((await start('node:arb-us')).kind).toBe('done');
  });

  test('a beacon takes its execution node with it; one of two nodes is one too few', async () => {
    const { start } = worldOf();
    expect(whyOf(await start('node:beacon-a'))).toMatch(
      /^Without beacon-a, and with it eth-a, edge eth has 1 healthy node and needs 2: eth-b\./,
    );
  });

  test('a node behind no edge can always be spared; what carries more needs more', async () => {
    expect((await worldOf().start('node:lone')).kind).toBe('done');
    const edges = planFleet.edges.map((edge) => (edge.name === 'arb' ? { ...edge, carry: 3 } : edge));
    expect(whyOf(await worldOf({ ...planFleet, edges }).start('node:arb-eu'))).toContain(
      'has 2 healthy nodes and needs 3',
    );
  });

  test('what is spelled wrong is said before what cannot be', async () => {
    const { start } = worldOf();
    expect(await start('node:arb-eux')).toMatchObject({ kind: 'refused', faults: [{ path: 'scope' }] });
    expect(await start('beacon-a', { to: 1 })).toMatchObject({ kind: 'refused', faults: [{ path: 'to' }], why: null });
  });
});

describe('work that is planned', () => {
  const later = { from: t0 + 7200, to: t0 + 9000 };

  test('counts the nodes of the plan, not how they are today', async () => {
    const { start, verdicts } = worldOf();
    verdicts.set('arb-ap', 'stalled');
    expect((await start('node:arb-eu', later)).kind).toBe('done');
    expect(whyOf(await start('node:arb-us', { ...later, from: t0 + 8000 }))).toContain('arb-eu (in maintenance then)');
    expect((await start('node:arb-us', { from: t0 + 9000, to: t0 + 9600 })).kind).toBe('done');
  });

  test('is held back when it should begin and must not: no silence, operators hear why, and it begins when it may', async () => {
    const { start, at, verdicts, managers, operators, members, door } = worldOf();
    idOf(await start('node:arb-eu', later));
    members();
    verdicts.set('arb-us', 'unreachable');
    await at(7201);
    expect(operators()).toEqual([]);
    await at(7220);
    await at(7225);
    expect(operators()).toEqual([
      expect.stringMatching(/held back\. Without arb-eu edge arb has 1 healthy node and needs 2: arb-ap\./),
    ]);
    expect([managers.a.posts, members()]).toEqual([0, []]);
    expect(door().list(t0)).toMatchObject([
      { state: { state: 'held back', why: expect.stringContaining('arb-us (unreachable)'), silences: null } },
    ]);
    verdicts.delete('arb-us');
    await at(7300);
    expect(managers.a.active()).toHaveLength(2);
    expect(members()).toHaveLength(1);
    verdicts.set('arb-us', 'unreachable');
    await at(7305);
    expect(managers.a.active()).toHaveLength(2);
  });

  test('held back to its end it is called off, for who had heard of it', async () => {
    const { start, at, verdicts, members } = worldOf();
    await start('node:arb-eu', later);
    members();
    verdicts.set('arb-us', 'unreachable');
    await at(8000);
    await at(9000);
    expect(members()).toEqual([expect.stringMatching(/^🔧 Called off: work on Node EU/)]);
  });

  test('forced, it begins whatever is then', async () => {
    const { start, at, verdicts, managers } = worldOf();
    await start('node:arb-eu', { ...later, forced: true });
    verdicts.set('arb-us', 'unreachable');
    await at(7200);
    expect(managers.a.active()).toHaveLength(2);
  });

  test('an extension into the window of another node is refused, unless forced', async () => {
    const { start, door } = worldOf();
    const id = idOf(await start('node:arb-eu'));
    await start('node:arb-us', { from: t0 + 2000, to: t0 + 3000 });
    const longer = { id, seconds: 1800, author: 'bo' };
    expect(whyOf(await door().extend(longer))).toContain('arb-us (in maintenance then)');
    expect(await door().extend({ ...longer, forced: true })).toMatchObject({ kind: 'done', window: { forced: true } });
  });
});
