import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { statesIn, statesQuery, watchElsewhere } from '../../../collector/tick/elsewhere.ts';
import { type FakeNode, startFakeNode } from '../../support/fakeNode.ts';
import { fleetOf } from '../../unit/router/fleet.ts';

let fakes: FakeNode[] = [];
let watching: ReturnType<typeof watchElsewhere> | undefined;
afterEach(async () => {
  await watching?.stop();
  await Promise.all(fakes.map((fake) => fake.stop()));
  fakes = [];
});

const labels = (region: string, vantage: string, state: string): string =>
  `headwatch_edge_state{target="arb",role="edge",chain="arbitrum-one",region="${region}",vantage="${vantage}",state="${state}"}`;

describe('what other vantages see', () => {
  it('comes from their views where they are scraped, and from Prometheus where they ship', async () => {
    const asked: string[] = [];
    fakes = await Promise.all([
      startFakeNode((_body, response, request) => {
        asked.push(request.url ?? '');
        const edges = [{ name: 'arb', region: 'us', state: 'bad', reason: 'dns', more: 1 }];
        response.end(JSON.stringify({ vantage: 'us', edges }));
      }),
      startFakeNode((_body, response, request) => {
        asked.push(decodeURIComponent(request.url ?? ''));
        const result = [
          { metric: { target: 'arb', region: 'ap', vantage: 'tokyo', state: 'good' }, value: [1, '1'] },
          { metric: { target: 'arb', region: 'ap', vantage: 'tokyo', state: 'nonsense' }, value: [1, '1'] },
        ];
        response.end(JSON.stringify({ status: 'success', data: { resultType: 'vector', result } }));
      }),
    ]);
    const [view, prometheus] = fakes.map(({ url }) => url);
    watching = watchElsewhere(
      fleetOf({
        vantages: [
          { name: 'us', region: 'us', scrape: view?.slice('http://'.length) },
          { name: 'tokyo', region: 'ap', scrape: undefined },
        ],
        prometheus: { url: prometheus ?? '', writeUrl: undefined },
      }),
    );
    await vi.waitFor(() => expect(watching?.edges()).toHaveLength(2), { timeout: 5000 });
    expect(watching.edges()).toEqual(
      expect.arrayContaining([
        { name: 'arb', region: 'us', state: 'bad', reason: 'dns' },
        { name: 'arb', region: 'ap', state: 'good' },
      ]),
    );
    expect(asked).toContain('/api/view');
    expect(asked.some((path) => path.includes('headwatch_edge_state{vantage="tokyo"} == 1'))).toBe(true);
  });

  it('is nothing where Prometheus answers something else', () => {
    for (const body of [undefined, {}, { status: 'error' }, { status: 'success', data: { resultType: 'scalar' } }])
      expect(statesIn(body)).toBeUndefined();
  });

  it('is only what they say now: the samples of a dead agent look alive for minutes', () => {
    const dir = mkdtempSync(join(tmpdir(), 'headwatch-elsewhere-'));
    const query = statesQuery(['us', 'tokyo']);
    const series = (name: string, values: string) => ({ series: name, values });
    const file = {
      rule_files: [],
      evaluation_interval: '1s',
      tests: [
        {
          interval: '1s',
          input_series: [
            series(labels('us', 'us', 'bad'), '1x60'),
            series(labels('us', 'us', 'good'), '0x60'),
            series(labels('ap', 'tokyo', 'good'), '1x20'),
            series(labels('eu', 'eu', 'good'), '1x60'),
          ],
          promql_expr_test: [
            {
              expr: query,
              eval_time: '25s',
              exp_samples: [
                { labels: labels('us', 'us', 'bad'), value: 1 },
                { labels: labels('ap', 'tokyo', 'good'), value: 1 },
              ],
            },
            { expr: query, eval_time: '40s', exp_samples: [{ labels: labels('us', 'us', 'bad'), value: 1 }] },
          ],
        },
      ],
    };
    const path = join(dir, 'tests.yml');
    // JSON is YAML.
    writeFileSync(path, JSON.stringify(file));
    expect(execFileSync('promtool', ['test', 'rules', path], { encoding: 'utf8' })).toContain('SUCCESS');
    rmSync(dir, { recursive: true });
  });
});
