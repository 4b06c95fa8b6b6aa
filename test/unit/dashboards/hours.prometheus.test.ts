/** Panels that say what happened within an hour, on a real Prometheus: one event is one, all of the hour after it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filledIn, type PanelJson, panelsOf } from '../../../demo/drill/panels/page.ts';
import { selected } from '../../../demo/drill/panels/promql.ts';
import { pages } from './support/pages.ts';
import { startPrometheus, type TestPrometheus } from './support/prometheus.ts';
import { known } from './support/series.ts';

const start = 1_770_000_000 - (1_770_000_000 % 7200);
const minute = 60;
/** One event alone. */
const alone = start + 70 * minute;
/** From then on one every five minutes, as blobs are fetched. */
const often = start + 150 * minute;
const end = start + 230 * minute;

const counted = (at: number): number => (at > alone ? 1 : 0) + Math.max(0, Math.floor((at - often) / (5 * minute)));

const shows = ({ description }: PanelJson): string => description.split('\n\n')[0] ?? '';

/** Cloudflare's say besides of when they are: their own tests hold them. */
const cases = pages
  .filter(({ fleet, profile, name }) => fleet === 'full' && profile === 'operator' && name !== 'cloudflare')
  .flatMap(({ name, json }) =>
    panelsOf(json)
      .filter((panel) => panel.type === 'timeseries' && /\bhour\b/.test(shows(panel)))
      .flatMap((panel) =>
        panel.targets
          .map(({ expr }) => filledIn(expr, { target: 'one' }))
          .filter((expr) => selected(expr).some((series) => known.get(series.name)?.counts))
          .map((expr) => ({ title: `${name}: ${panel.title}`, expr })),
      ),
  );

/** A series for each query, with the labels that it matches by. */
const family = (name: string): string => {
  const series = cases.flatMap(({ expr }) => selected(expr)).filter((each) => each.name === name);
  const texts = new Set(
    series.map(({ matchers }) =>
      Object.entries(matchers)
        .map(([label, value]) => `${label}="${value.split('|')[0]}"`)
        .toSorted()
        .join(','),
    ),
  );
  const times = Array.from({ length: (end - start) / 15 + 1 }, (_, index) => start + index * 15);
  const lines = [...texts].flatMap((labels) => times.map((at) => `${name}{${labels}} ${counted(at)} ${at}`));
  return [`# TYPE ${name} unknown`, ...lines].join('\n');
};

let prometheus: TestPrometheus;
beforeAll(async () => {
  const names = new Set(cases.flatMap(({ expr }) => selected(expr).map(({ name }) => name)));
  prometheus = await startPrometheus(`${[...names].toSorted().map(family).join('\n')}\n# EOF\n`);
}, 60_000);
afterAll(() => prometheus.stop());

const valuesAt = async (expr: string, minutes: readonly number[], from: number): Promise<readonly number[]> => {
  const answers = await Promise.all(minutes.map((after) => prometheus.instant(expr, from + after * minute)));
  return answers.map((samples) => Math.round(Math.max(...samples.map(({ value }) => value))));
};

it('are those that say so', () => {
  expect(cases.map(({ title }) => title)).toEqual(
    expect.arrayContaining([
      'arbitrum: Feed faults',
      'arbitrum: Blocks that nodes took back',
      'ethereum: How fetches of blobs ended',
      'ethereum: How often blocks were taken back',
      'node: How subscriptions ended',
      'node: Processes killed for want of memory',
      'node: From the clients’ own metrics',
      'node: Restarts and rewinds',
      'node: Safe blocks that became others',
    ]),
  );
});

describe.each(cases)('$title: $expr', ({ expr }) => {
  it('is 1 at any minute of the hour after one event, and 0 later', async () => {
    expect(await valuesAt(expr, [1, 8, 23, 41, 57, 63], alone)).toEqual([1, 1, 1, 1, 1, 0]);
  });

  it('is 12 at any minute while there is one every five minutes', async () => {
    expect(await valuesAt(expr, [64, 66, 68, 71, 79], often)).toEqual([12, 12, 12, 12, 12]);
  });
});
