/**
 * Limits of what Cloudflare tells us: alerts are made of them and dashboards coloured by them, so that both say the same.
 * Analytics come some five minutes late, so that no wait is shorter. Seconds and shares, unless said otherwise.
 */
export const cloudflareLimits = {
  /** Share of the requests to the origins of a pool that did not reach one: a warning, and critical. */
  unreachableWarn: 0.02,
  unreachableCritical: 0.1,
  /** Held this long, over at least so many requests: one of three is no outage. */
  unreachableFor: 300,
  unreachableLeast: 50,
  /** Share of the requests to origins that they answered with an error of their own, held this long. */
  originErrors: 0.02,
  originErrorsFor: 600,
  /** A pool is down after two polls of its health; an origin of one that stands is unwell after this long. */
  poolDownFor: 60,
  poolDegradedFor: 300,
  /** More health changes of one pool than this within the window are flapping. */
  flappingChanges: 4,
  flappingWindow: 1800,
  /** A pool's share of a region differs so much from the configured map, with every pool healthy. */
  regionShift: 0.2,
  regionShiftFor: 900,
  /** Time to first byte at the edge that 95 of 100 requests stay below, and the same of an origin's answer. */
  edgeLatency: 1,
  originLatency: 0.5,
  /** Latency and attacks are held against the same hour of the days before: so many times its median. */
  latencyFactor: 2,
  latencyFor: 900,
  attackFactor: 5,
  /** Requests a second that Cloudflare mitigates; below it nothing is a surge. */
  attackLeast: 10,
  attackFor: 300,
  /** Share of a host's requests that are refused for their rate; members are promised none. */
  rateLimited: 0.05,
  rateLimitedFor: 300,
  /** Figures older than this are stale: of analytics, and of the health of pools. */
  analyticsStale: 900,
  healthStale: 180,
  /** Share of the budget of questions below which we ask for less. */
  budgetLow: 0.2,
  /** One of more than so many requests was counted: figures are rough estimates. */
  sampleRough: 10,
  /** A token that ends within this time is to be replaced. */
  tokenEnds: 14 * 86_400,
  /** Fewer requests than this in five minutes make no quantile. */
  latencyLeast: 50,
  /** Connections that a healthy cloudflared keeps to the edge. */
  tunnelConnections: 4,
  /** The isolation of origins was not tried for this long. */
  isolationStale: 3 * 600,
  /** A monitor that takes longer than this to drain an origin that fails costs too much of a month's budget. */
  drainSlow: 30,
} as const;
