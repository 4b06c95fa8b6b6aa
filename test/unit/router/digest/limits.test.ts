/** However much happened, a digest is one message of Discord; and no digest for members holds what is not theirs. */
import { expect, test } from 'vitest';
import type { MonthFigures } from '../../../../alerts/ledger/model.ts';
import { messageOf } from '../../../../alerts/notifiers/message.ts';
import { alertNames } from '../../../../alerts/rules/index.ts';
import { causes } from '../../../../collector/catalogue/labels.ts';
import { randomFrom } from '../../../../demo/sim/random.ts';
import { eventful, incidents, interval } from '../../../golden/report/months.ts';
import { planted, plantedFleet } from '../../dashboards/support/fleets.ts';
import { secret } from '../fleet.ts';
import { digestFleet, happen, utc, window, world } from './world.ts';

const card = (content: string) => ({
  ...{ content, title: '', description: '', color: 0, fields: [], footer: '', mentionRole: undefined },
});

test('with 200 incidents, long names and much planned, each digest is whole below 2000 characters', async () => {
  const random = randomFrom(7);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T; // never empty here
  for (let round = 0; round < 8; round += 1) {
    const { store, turn, at } = world();
    const monday = utc(11, 23, 7);
    await turn(utc(11, 15));
    store.transaction(() => {
      for (let index = 0; index < 200; index += 1) {
        const name = random() < 0.4 ? `Own${'x'.repeat(Math.floor(random() * 120))}${index}` : pick(alertNames);
        const lasts = random() < 0.3 ? null : Math.floor(random() * 90_000);
        const from = monday - Math.floor(random() * (round % 2 === 0 ? 86_000 : 600_000));
        happen(store, name, from, lasts, {
          ...{ scope: `node:n${index}`, region: 'eu', severity: pick(['page', 'warning', 'info'] as const) },
          incident: { causes: [{ cause: pick(causes), detail: '', at: from }] },
          timeline: [{ kind: 'page_due', text: 'Page due.', by: random() < 0.2 ? 'jo' : null }],
        });
      }
    });
    at.standing = Array.from({ length: 40 }, () => 'Nobody will be paged, and nobody knows why that is so.');
    at.windows = Array.from({ length: 60 }, (_, index) =>
      window('node:arb-eu', monday + 3600 + index, 60, `${'a reason '.repeat(30)}\n@everyone <@&1>`),
    );
    at.versions = Object.fromEntries(Array.from({ length: 90 }, (_, index) => [`n${index}`, `v${'1'.repeat(200)}`]));
    store.write(
      'digest:versions',
      JSON.stringify(Object.fromEntries(Object.keys(at.versions).map((name) => [name, 'v0']))),
    );
    const texts = await turn(monday);
    expect(texts).toHaveLength(2);
    for (const text of texts) {
      expect(text.length).toBeLessThanOrEqual(2000);
      // What is left out is said, by a line of its own; nothing is cut on the way.
      expect(messageOf(card(text)).content).toBe(text);
    }
    expect(texts[0]?.split('\n').length).toBeLessThanOrEqual(15);
  }
});

test('a month with a thousand intervals of every cause in many regions is one message', async () => {
  const { turn, at } = world();
  await turn(utc(11, 20));
  const regions = Array.from({ length: 40 }, (_, index) => `region-${index}`);
  at.month = (): MonthFigures => ({
    ...eventful,
    regions: regions.map((region) => ({ ...eventful.any, region })),
    intervals: regions.flatMap((region, place) =>
      causes.map((cause, index) =>
        interval({
          region,
          state: 'bad',
          from: utc(10, 2) + index * 100 + place,
          to: utc(10, 2) + index * 100 + 90,
          cause,
        }),
      ),
    ),
  });
  const [text = ''] = (await turn(utc(12, 1, 7))).filter((each) => each.startsWith('📊'));
  expect(text.length).toBeGreaterThan(500);
  expect(text.length).toBeLessThanOrEqual(2000);
  expect(text).toContain('https://status.example.org');
});

const digestsOf = (fleet = digestFleet()) => {
  const base = plantedFleet();
  const { discord } = fleet.notify;
  const operators = secret('notify.discord.operators_file', 'https://discord.com/api/webhooks/1/key-planted');
  const members = secret('notify.discord.members_file', 'https://discord.com/api/webhooks/2/key-planted');
  return world({
    ...base,
    router: { ...base.router, publicUrl: 'https://status.example.org' },
    notify: { ...fleet.notify, discord: discord && { ...discord, operators, members } },
  });
};

test("the month's post holds aliases and regions: nothing planted where only operators may look", async () => {
  const { store, turn, at, fleet } = digestsOf();
  await turn(utc(9, 30));
  const edge = 'edge-planted-arb';
  for (const { id, openedAt, headline } of incidents)
    happen(store, headline, openedAt, 600, {
      ...{ id, scope: `edge:${edge}`, region: 'eu', severity: 'page' },
      incident: {
        ackedBy: 'key-planted',
        causes: [{ cause: 'own_node', detail: 'node-planted-arb-eu', at: openedAt }],
      },
    });
  const about = <T extends object>(entry: T): T =>
    JSON.parse(JSON.stringify(entry).replaceAll('arb-', 'node-planted-arb-'));
  at.month = () => ({
    ...eventful,
    edge,
    intervals: eventful.intervals.map((each) => ({ ...about(each), edge })),
    maintenance: eventful.maintenance.map((each) => ({
      ...about(each),
      scope: `edge:${edge}`,
      reason: 'http://host-planted.example.org',
    })),
  });
  const [text = ''] = (await turn(utc(11, 1, 7))).filter((each) => each.startsWith('📊'));
  expect(text).toContain(fleet.edges[0]?.alias);
  const names = [...fleet.nodes, ...fleet.references, ...fleet.edges].map(({ name }) => name);
  for (const word of [...planted, ...names, 'mike', 'arb-']) expect(text).not.toContain(word);
});
