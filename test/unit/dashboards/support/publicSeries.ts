/** Series that visitors may be shown, each looked at: no name of a machine, a person, a secret or an address in its labels. */
export const publicSeries: ReadonlySet<string> = new Set([
  'headwatch:edge_bad:ppm30d',
  'headwatch:edge_seconds:increase1d',
  'headwatch:edge_seconds:increase30d',
  'headwatch:edge_state:region',
  'headwatch_chain_verdict',
  'headwatch_edge_nodes',
  'headwatch_edge_nodes_needed',
  'headwatch_head_lag_blocks',
  'headwatch_head_lag_seconds',
  'headwatch_head_timestamp_seconds',
  'headwatch_node_verdict',
  'headwatch_sla_month_budget_seconds',
  'headwatch_sla_month_seconds',
  'headwatch_vantage_blind',
]);
