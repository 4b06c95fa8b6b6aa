/** Limits that colour lag and latency: the chain’s own rungs, and none where one colour would have to speak for two. */
import { expect, it } from 'vitest';
import type { Profile } from '../../../dashboards/kit/model.ts';
import { type DashboardJson, pageJson, panelNamed } from '../../../demo/drill/panels/page.ts';
import { exampleFleet, minimalFleet } from './support/fleets.ts';

const page = (name: 'status' | 'arbitrum' | 'ethereum', profile: Profile, fleet = exampleFleet()): DashboardJson =>
  pageJson(name, profile, fleet);

const steps = (json: DashboardJson): readonly (number | null)[] => {
  const behind = panelNamed(json, 'Nodes').fieldConfig.overrides.find(({ matcher }) =>
    JSON.stringify(matcher).includes('Behind'),
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
    expect(panelNamed(page('ethereum', profile), 'Behind the chain, over time').description).not.toContain(
      'our Ethereum nodes',
    );
  },
);

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
    const panel = panelNamed(pageJson(name, 'operator', { ...fleet, ladders }), title);
    const drawn = panel.fieldConfig.defaults.thresholds.steps.map(({ value }) => value);
    expect(drawn, title).toEqual([null, 2.5, 5]);
  }
});
