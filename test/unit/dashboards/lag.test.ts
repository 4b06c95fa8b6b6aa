/** Lag of nodes of several chains: no colour may call a node late that its own chain's rungs call in time. */
import { expect, it } from 'vitest';
import type { Profile } from '../../../dashboards/kit/model.ts';
import { exampleFleet, minimalFleet } from './support/fleets.ts';
import { type DashboardJson, pageJson, panelNamed } from './support/panels.ts';

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
