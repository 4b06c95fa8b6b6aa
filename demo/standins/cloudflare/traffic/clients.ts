/** Where end users come from: the country, the data centre that takes them, the balancer's region, and how many. */
export interface Client {
  readonly country: string;
  readonly colo: string;
  readonly region: string;
  readonly share: number;
}

const client = (country: string, colo: string, region: string, share: number): Client => ({
  country,
  colo,
  region,
  share,
});

/** The last ones are so few that a chart of their country would be a chart of them. */
export const demoClients: readonly Client[] = [
  client('DE', 'FRA', 'WEU', 0.2),
  client('US', 'IAD', 'ENAM', 0.18),
  client('NL', 'AMS', 'WEU', 0.1),
  client('US', 'SJC', 'WNAM', 0.1),
  client('FR', 'CDG', 'WEU', 0.08),
  client('SG', 'SIN', 'SEAS', 0.08),
  client('PL', 'WAW', 'EEU', 0.06),
  client('JP', 'NRT', 'NEAS', 0.06),
  client('CA', 'YYZ', 'ENAM', 0.05),
  client('GB', 'LHR', 'WEU', 0.04),
  client('AU', 'SYD', 'OC', 0.03),
  client('BR', 'GRU', 'SSAM', 0.015),
  client('IS', 'KEF', 'WEU', 0.003),
  client('MT', 'MLA', 'WEU', 0.002),
];
