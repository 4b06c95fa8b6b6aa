/** Collectors elsewhere: which region each speaks for, and how its samples come home. */
import { closest } from '../read/closest.ts';
import { listed } from '../words.ts';
import { type CheckContext, placed, quoted } from './draft.ts';

export const checkVantages = ({ draft, fault, given, central }: CheckContext): void => {
  const regions = [...new Set(placed(draft.edges).flatMap(([, edge]) => Object.keys(edge.regions ?? {})))];
  for (const [index, { name, region }] of placed(draft.vantages)) {
    if (region === undefined || regions.length === 0) continue;
    const at = ['vantages', index, 'region'];
    if (!regions.includes(region)) {
      const near = closest(region, regions);
      fault(at, `a region of an edge (${quoted(regions)})${near ? `; did you mean "${near}"?` : ''}`);
    } else if (name !== undefined && name !== region && (regions.includes(name) || name === draft.vantage)) {
      fault(at, `${name}: a name that is a region's speaks for that region`);
    }
  }
  for (const [index, { scrape, listen }] of placed(draft.vantages)) {
    if (scrape !== undefined && listen !== undefined) {
      fault(['vantages', index, 'listen'], 'scrape alone: a collector that is scraped listens there');
    }
  }
  // The file of a vantage itself has no section `prometheus`: where it ships to is in its agent's configuration.
  if (central) checkShipping({ draft, fault, given });
};

const checkShipping = ({ draft, fault, given }: Pick<CheckContext, 'draft' | 'fault' | 'given'>): void => {
  const at = ['prometheus', 'write_url'];
  const shipping = placed(draft.vantages).filter(([index]) => given(['vantages', index, 'scrape']) === undefined);
  const names = shipping.map(([index, { name }]) => name ?? `vantages[${index}]`);
  if (names.length > 0 && given(at) === undefined) {
    fault(
      at,
      `the address that ${listed(names)} ${names.length === 1 ? 'ships' : 'ship'} to, as seen from there (…/api/v1/write), or scrape: for each of them`,
    );
  }
  const address = draft.prometheus?.write_url;
  if (address === undefined || !URL.canParse(address)) return;
  const { username, password } = new URL(address);
  if (username || password) fault(at, 'an address without a password in it: every vantage gets it in the open');
};
