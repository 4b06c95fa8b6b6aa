/** Traffic as each dataset tells it: which flows are in it, and under which names of fields. */
import type { Flow } from '../traffic/flow.ts';
import type { Row } from './row.ts';

type Values = Row['values'];

const http = (flow: Flow): Values => ({
  edgeResponseStatus: flow.status,
  originResponseStatus: flow.originStatus,
  originIP: flow.originIp,
  cacheStatus: flow.cache,
  coloCode: flow.colo,
  clientCountryName: flow.country,
  clientRequestHTTPHost: flow.host,
  clientRequestHTTPMethodName: flow.method,
  clientRequestPath: '/',
  requestSource: flow.source,
  securityAction: flow.act?.action ?? 'unknown',
  securitySource: flow.act?.source ?? 'unknown',
  edgeResponseBytes: flow.bytes,
  edgeRequestBytes: flow.requestBytes,
  edgeTimeToFirstByteMs: flow.ttfbMs,
  originResponseDurationMs: flow.originMs,
  visits: flow.source === 'eyeball' && flow.method === 'GET' ? 1 : 0,
  requests: 1,
  bytes: flow.bytes,
  cachedRequests: flow.cache === 'hit' ? 1 : 0,
  cachedBytes: flow.cache === 'hit' ? flow.bytes : 0,
  encryptedRequests: 1,
});

const security = (flow: Flow): Values => ({
  action: flow.act?.action ?? '',
  source: flow.act?.source ?? '',
  ruleId: flow.act?.ruleId ?? '',
  clientRequestHTTPHost: flow.host,
  clientCountryName: flow.country,
  edgeColoName: flow.colo,
  edgeResponseStatus: flow.status,
  originResponseStatus: flow.originStatus,
});

const balancing = ({ decision, ...flow }: Flow): Values => ({
  lbName: decision?.lb ?? '',
  selectedPoolName: decision?.pool ?? '',
  selectedPoolId: decision?.poolId ?? '',
  selectedOriginName: decision?.origin ?? '',
  selectedOriginNames: decision?.origin ?? '',
  selectedPoolHealthy: decision?.healthy ? 1 : 0,
  selectedPoolHealthChecksEnabled: 1,
  steeringPolicy: decision?.policy ?? '',
  errorType: decision?.errorType ?? '',
  region: flow.region,
  coloCode: flow.colo,
  numberOriginsSelected: 1,
  proxied: 1,
});

interface Dataset {
  readonly has: (flow: Flow) => boolean;
  readonly values: (flow: Flow) => Values;
  /** Rollups are not sampled. */
  readonly exact?: boolean;
  /** Rows are single events, not groups. */
  readonly raw?: boolean;
}

const isEyeball = ({ source }: Flow): boolean => source === 'eyeball';
const acted = ({ act }: Flow): boolean => act !== undefined;
const decided = ({ decision }: Flow): boolean => decision !== undefined;

const rollup: Dataset = { has: isEyeball, values: http, exact: true };
export const datasets: Readonly<Record<string, Dataset>> = {
  httpRequestsAdaptiveGroups: { has: () => true, values: http },
  httpRequestsOverviewAdaptiveGroups: { has: isEyeball, values: http },
  httpRequests1mGroups: rollup,
  httpRequests1hGroups: rollup,
  httpRequests1dGroups: rollup,
  firewallEventsAdaptiveGroups: { has: acted, values: security },
  firewallEventsAdaptiveByTimeGroups: { has: acted, values: security },
  firewallEventsAdaptive: { has: acted, values: security, raw: true },
  loadBalancingRequestsAdaptiveGroups: { has: decided, values: balancing },
  loadBalancingRequestsAdaptive: { has: decided, values: balancing, raw: true },
};

const made = new WeakMap<readonly Flow[], Map<string, readonly Row[]>>();

/** Rows of a minute's flows; empty for a dataset that nothing of the simulated edge goes into. */
export const rowsOf = (dataset: string, flows: readonly Flow[]): readonly Row[] => {
  const known = made.get(flows) ?? new Map<string, readonly Row[]>();
  made.set(flows, known);
  const rows = known.get(dataset);
  if (rows) return rows;
  const kind = datasets[dataset];
  const fresh = kind
    ? flows.filter(kind.has).map((flow) => ({ n: flow.n, at: flow.at, seenAt: flow.seenAt, values: kind.values(flow) }))
    : [];
  known.set(dataset, fresh);
  return fresh;
};
