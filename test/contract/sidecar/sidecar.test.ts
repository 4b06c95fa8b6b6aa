import { rm } from 'node:fs/promises';
import { request } from 'node:http';
import { describe, expect, it, type TestContext, vi } from 'vitest';
import { removeDrain, writeDrain } from '../../../collector/sidecar/wishes.ts';
import { wellBehaved } from '../../support/fakeNode.ts';
import { check, healthy, startWorld, type World, type WorldOptions } from './world.ts';

/** The end of which test it is, tests that run beside each other must say themselves. */
const open = async (test: TestContext, options?: WorldOptions): Promise<World> => {
  const world = await startWorld(options);
  test.onTestFinished(async () => {
    await world.stop();
    await rm(world.home, { recursive: true, force: true });
  });
  return world;
};

const soon = { timeout: 9000, interval: 100 };
const reasons = async ({ members }: World) => [(await check(members.a)).reason, (await check(members.b)).reason];

describe.concurrent('the check of a node', () => {
  it('says 503 for the one that is behind, why, and 200 again once it is clean', async (test) => {
    const world = await open(test);
    const { a, b } = world.members;
    await vi.waitFor(async () => expect(await reasons(world)).toEqual(['well', 'well']), soon);
    a.node.answer = healthy(40);
    await vi.waitFor(async () => expect(await check(a)).toMatchObject({ status: 503, reason: 'behind' }), soon);
    expect((await check(a)).detail).toMatch(/^[34]\d s behind another member$/);
    expect(await check(b)).toMatchObject({ status: 200, reason: 'well' });
    a.node.answer = healthy();
    await vi.waitFor(async () => expect(await check(a)).toMatchObject({ status: 503, reason: 'recovering' }), soon);
    await vi.waitFor(async () => expect(await check(a)).toMatchObject({ status: 200, reason: 'well' }), soon);
  });

  it('drains nobody when all are equally behind, and none for a member that claims the future', async (test) => {
    const world = await open(test);
    const { a, b } = world.members;
    for (const { node } of [a, b]) node.answer = healthy(60);
    await vi.waitFor(async () => expect(await reasons(world)).toEqual(['well', 'well']), soon);
    b.node.answer = healthy(-100);
    for (let second = 0; second < 4; second++) {
      expect((await check(a)).status).toBe(200);
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  });

  it('drains nobody for a slow clock of its own, however slow, and still the one that alone is in the future', async (test) => {
    const world = await open(test);
    const { a, b } = world.members;
    await vi.waitFor(async () => expect(await reasons(world)).toEqual(['well', 'well']), soon);
    // Both answer what is true, and the clock that this test runs on is the slow one.
    for (const { node } of [a, b]) node.answer = healthy(-320);
    for (let second = 0; second < 6; second++) {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      expect([(await check(a)).status, (await check(b)).status]).toEqual([200, 200]);
    }
    b.node.answer = healthy();
    await vi.waitFor(async () => expect(await check(a)).toMatchObject({ status: 503, reason: 'no_answer' }), soon);
    expect((await check(b)).status).toBe(200);
  }, 40_000);

  it('says 503 for a node that does not answer, for one on another chain, and 200 for the last one that answers', async (test) => {
    const world = await open(test);
    const { a, b } = world.members;
    a.node.answer = (_body, response) => response.destroy();
    await vi.waitFor(async () => expect(await check(a)).toMatchObject({ status: 503, reason: 'no_answer' }), soon);
    b.node.answer = wellBehaved(1, () => ({ number: 1, timestamp: 1 }));
    await vi.waitFor(async () => expect(await check(b)).toMatchObject({ status: 200, reason: 'nobody_better' }), soon);
    a.node.answer = healthy();
    await vi.waitFor(async () => expect(await check(b)).toMatchObject({ status: 503, reason: 'wrong_chain' }), soon);
    expect((await check(a)).status).toBe(200);
  });

  it('answers 200 alone, however far behind its node is', async (test) => {
    const { members } = await open(test, { without: ['b'] });
    members.a.node.answer = healthy(500);
    await vi.waitFor(async () => expect(await check(members.a)).toMatchObject({ status: 200, reason: 'alone' }), soon);
  });

  it('takes a node out for work only while the other one covers', async (test) => {
    const world = await open(test);
    const { a, b } = world.members;
    await vi.waitFor(async () => expect(await reasons(world)).toEqual(['well', 'well']), soon);
    await writeDrain(world.home, 'a', { until: Date.now() / 1000 + 60, reason: 'work' });
    await vi.waitFor(async () => expect(await check(a)).toMatchObject({ status: 503, reason: 'maintenance' }), soon);
    b.node.answer = healthy(40);
    await vi.waitFor(async () => expect(await check(a)).toMatchObject({ status: 200, reason: 'needed' }), soon);
    expect((await check(b)).status).toBe(200);
    await removeDrain(world.home, 'a');
    await vi.waitFor(async () => expect(await check(b)).toMatchObject({ status: 503, reason: 'behind' }), soon);
  }, 40_000);

  it('says 503 for nodes that are not in service', async (test) => {
    const world = await open(test, {
      more: '  - { name: c, kind: arbitrum-nitro, chain: arbitrum-one, region: eu, host: 10.8.0.9, state: parked }',
    });
    const { startSidecar } = await import('../../../collector/sidecar/main.ts');
    const { nodeKinds } = await import('../../../exporters/index.ts');
    const sidecar = await startSidecar({ fleet: world.fleet, nodes: ['c'], listen: '127.0.0.1:0', kinds: nodeKinds });
    const response = await fetch(`http://${sidecar.address}/lb/c`);
    expect([response.status, await response.json()]).toMatchObject([503, { reason: 'parked' }]);
    await sidecar.stop();
  });
});

describe('the listener', () => {
  const ask = (url: string, method: string, host?: string): Promise<{ status: number; body: string }> =>
    new Promise((resolve, reject) => {
      request(url, { method, ...(host ? { headers: { host } } : {}) }, (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          body += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
      })
        .on('error', reject)
        .end();
    });

  it('answers HEAD as GET, under any name, and keeps metrics for those on this host', async (test) => {
    const { members } = await open(test);
    const url = `${members.a.url}/lb/a`;
    expect(await ask(url, 'HEAD', 'lb-eu.example.org')).toEqual({ status: 200, body: '' });
    expect((await ask(url, 'POST')).status).toBe(405);
    expect((await ask(`${members.a.url}/lb/b`, 'GET')).status).toBe(404);
    expect((await ask(`${members.a.url}/metrics`, 'GET', 'lb-eu.example.org')).status).toBe(403);
    const { body } = await ask(`${members.a.url}/metrics`, 'GET');
    expect(body).toContain('headwatch_lb_check{target="a",chain="arbitrum-one",region="eu"} 1');
    expect(body).toMatch(/headwatch_lb_requests_total\{.*code="200"\} 1/);
  });

  it('tells no address and no error text', async (test) => {
    const { members } = await open(test);
    members.a.node.answer = (_body, response) => response.destroy();
    await vi.waitFor(async () => expect((await check(members.a)).status).toBe(503), soon);
    const state = await (await fetch(`${members.a.url}/lb/a/state`)).text();
    const port = new URL(members.a.node.url).port;
    for (const text of [(await check(members.a)).text, state])
      expect(text).not.toMatch(new RegExp(`127\\.0\\.0\\.1|${port}|ECONN|hang up`));
  });
});
