import { expect, test } from 'vitest';
import { labelsOf } from '../../unit/router/fleet.ts';
import { eventually, incidentsOf, post, webhookOf } from '../router/world.ts';
import { mentionRole, worldWith } from './world.ts';

const nowSeconds = (): number => Date.now() / 1000;

test('an edit rings nobody, so an escalation and a re-fire get a line of their own, at most one in ten seconds', async () => {
  const world = await worldWith();
  const router = await world.start(world.fleet({ botToken: undefined }));
  const t0 = nowSeconds();
  await post(router.privateUrl, webhookOf(labelsOf.nodeStalled, 'firing', t0));
  const card = await eventually('the card', () => world.cards()[0]);
  expect(card.facts).toMatchObject({ by: 'webhook', pings: [] });
  await post(router.privateUrl, webhookOf(labelsOf.edgeDown, 'firing', t0));
  const ring = await eventually('the ring', () => world.discord().find(({ facts }) => facts?.content.startsWith('🔔')));
  expect(ring.facts).toMatchObject({
    content: expect.stringContaining('🔔 Escalated · 🔴 PAGE'),
    pings: [`role:${mentionRole}`],
  });
  expect(ring.at - card.at).toBeGreaterThanOrEqual(9900);
  await post(router.privateUrl, webhookOf(labelsOf.edgeDown, 'resolved', t0));
  await post(router.privateUrl, webhookOf(labelsOf.nodeStalled, 'resolved', t0));
  await eventually('the end', () => world.discord().find(({ facts }) => facts?.title.includes('RESOLVED')));
  await post(router.privateUrl, webhookOf(labelsOf.edgeDown, 'firing', nowSeconds()));
  const again = await eventually('the second ring', () =>
    world.discord().find(({ facts }) => facts?.content.startsWith('🔔 Fires again')),
  );
  expect(again.facts?.pings).toEqual([`role:${mentionRole}`]);
  expect(again.at - ring.at).toBeGreaterThanOrEqual(9900);
  expect(world.cards()).toHaveLength(1);
}, 60_000);

test('an outage rings although the risk before it, on the same card, is acknowledged', async () => {
  const world = await worldWith();
  const router = await world.start(world.fleet({ botToken: undefined }));
  await post(router.privateUrl, webhookOf(labelsOf.redundancyGone, 'firing', nowSeconds()));
  await eventually('the card', () => world.cards()[0]);
  const [incident] = await incidentsOf(router.privateUrl);
  const acknowledged = await fetch(`${router.privateUrl}/api/incidents/${incident?.id}/ack`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"by":"ana"}',
  });
  expect(acknowledged.ok).toBe(true);
  await post(router.privateUrl, webhookOf(labelsOf.edgeDown, 'firing', nowSeconds()));
  const ring = await eventually('the ring', () => world.discord().find(({ facts }) => facts?.content.startsWith('🔔')));
  expect(ring.facts).toMatchObject({
    content: expect.stringContaining('🔔 Another page · 🔴 PAGE'),
    pings: [`role:${mentionRole}`],
  });
  expect(world.cards()).toHaveLength(1);
}, 60_000);
