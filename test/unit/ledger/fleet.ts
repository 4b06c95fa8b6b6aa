import type { Fleet } from '../../../collector/config/fleet.ts';
import { fleetOf } from '../router/fleet.ts';

/** `arb` is served in eu and us, each with a vantage of its own; us is scraped. */
export const ledgerFleet = (home: string, more: Partial<Fleet> = {}): Fleet => {
  const base = fleetOf({ home });
  return {
    ...base,
    vantages: [{ name: 'us', region: 'us', scrape: '10.8.0.12:9760' }],
    references: [],
    edges: base.edges.map((edge) =>
      edge.name === 'arb' ? { ...edge, regions: { eu: ['arb-eu'], us: ['arb-us'] } } : edge,
    ),
    ...more,
  };
};
