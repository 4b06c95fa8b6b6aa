/** Limits that colour lag and latency: the chain’s own rungs, and none where one colour would have to speak for two. */
import { expect, it, vi } from 'vitest';
import type { Profile } from '../../../dashboards/kit/model.ts';
import { type DashboardJson, pageJson, panelNamed } from '../../../demo/drill/panels/page.ts';
import { exampleFleet, minimalFleet } from './support/fleets.ts';

/** Whole pages are built, and a busy machine is slow. */
vi.setConfig({ testTimeout: 30_000 });

const page = (name: 'status' | 'arbitrum' | 'ethereum', profile: Profile, fleet = exampleFleet()): DashboardJson =>
  pageJson(name, profile, fleet);

const drawn = (json: DashboardJson, title: string): readonly (number | null)[] =>
  panelNamed(json, title).fieldConfig.defaults.thresholds.steps.map(({ value }) => value);

const steps = (json: DashboardJson, title = 'Nodes', column = 'Behind'): readonly (number | null)[] => {
  const behind = panelNamed(json, title).fieldConfig.overrides.find(({ matcher }) =>
    JSON.stringify(matcher).includes(column),
  );
  const found = behind?.properties.find(({ id }) => id === 'thresholds')?.value;
  // The adapter writes Grafana's own shape there.
  return (found as { steps: readonly { value: number | null }[] }).steps.map(({ value }) => value);
};

it.each(['operator', 'public'] as const)('colours it by the rungs of the chain, where there is one (%s)', (profile) => {
  const ladders = exampleFleet().ladders;
  for (const [name, chain] of [
    ['arbitrum', 'arbitrum-one'],
    ['ethereum', 'ethereum'],
  ] as const)
    expect(steps(page(name, profile))).toEqual([null, ladders[chain]?.lagging, ladders[chain]?.stalled]);
  expect(steps(page('status', profile, minimalFleet()))).toHaveLength(3);
});

it.each(['operator', 'public'] as const)(
  'leaves it to the verdict where rungs differ, and names each (%s)',
  (profile) => {
    expect(steps(page('status', profile))).toEqual([null]);
    const { description } = panelNamed(page('status', profile), 'Behind the chain, over time');
    expect(description).toContain('Arbitrum: less than 15 s behind; Ethereum: less than 30 s behind');
    expect(drawn(page('status', profile), 'Behind the chain, over time')).toEqual([null]);
    expect(drawn(page('ethereum', profile), 'Behind the chain, over time')).toEqual([null, 30, 60]);
    expect(panelNamed(page('ethereum', profile), 'Behind the chain, over time').description).not.toContain(
      'our Ethereum nodes',
    );
  },
);

it('draws no limit of one chain where another has a different one, on any page', () => {
  const fleet = exampleFleet();
  const [arbitrum] = fleet.edges;
  if (!arbitrum) throw new Error('no edge');
  const mixed = {
    ...fleet,
    edges: [arbitrum, { ...arbitrum, name: 'eth-members', alias: 'Ethereum RPC', chain: 'ethereum' }],
    ladders: Object.fromEntries(
      Object.entries(fleet.ladders).map(([chain, ladder]) => [
        chain,
        { ...ladder, deadline: chain === 'ethereum' ? 5 : 2 },
      ]),
    ),
  };
  const built = new Map<string, DashboardJson>();
  const of = (name: 'status' | 'journey' | 'node' | 'incidents'): DashboardJson => {
    const page = built.get(name) ?? pageJson(name, 'operator', mixed);
    built.set(name, page);
    return page;
  };
  for (const [name, title] of [
    ['status', 'Behind the chain, over time'],
    ['status', 'Latency by region, p95'],
    ['status', 'Age of the head that is served'],
    ['journey', 'Time of a step by region: p50, p95, p99'],
    ['journey', 'Time of a single question by region: p50, p95, p99'],
    ['journey', 'p95 round trip by target'],
    ['journey', 'p95 round trip by method'],
    ['node', 'RPC latency by method, p95'],
    ['node', 'RPC latency by node, median and p95'],
  ] as const)
    expect(drawn(of(name), title), title).toEqual([null]);
  for (const [name, title, column] of [
    ['status', 'By region', 'Head age'],
    ['status', 'By region', 'p95'],
    ['incidents', 'Targets: the last light question', 'Behind'],
  ] as const)
    expect(steps(of(name), title, column), `${title} ${column}`).toEqual([null]);
  expect(panelNamed(of('status'), 'Latency by region, p95').description).toContain('2 s to 5 s');
});

it('follows a deadline that fleet.yaml sets, on every page that draws one', () => {
  const fleet = exampleFleet();
  const ladders = Object.fromEntries(
    Object.entries(fleet.ladders).map(([chain, ladder]) => [chain, { ...ladder, deadline: 5 }]),
  );
  for (const [name, title] of [
    ['journey', 'p95 round trip by target'],
    ['journey', 'p95 round trip by method'],
    ['arbitrum', 'RPC latency by method, p95'],
  ] as const) {
    expect(drawn(pageJson(name, 'operator', { ...fleet, ladders }), title), title).toEqual([null, 2.5, 5]);
  }
});
