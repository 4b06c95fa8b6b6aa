/**
 * An OpenMetrics text with every series that a collector and a router would expose for a fleet, for a few scenes one
 * after the other. Every metric of the catalogue must be given a value here, or this does not compile.
 */
import { bucketRecordingOf, bucketsEvery } from '../../../../alerts/slo/panelRecordings.ts';
import type { HistogramDef, MetricDef } from '../../../../collector/catalogue/define.ts';
import { type MetricKey, metrics } from '../../../../collector/catalogue/index.ts';
import type { EdgeState } from '../../../../collector/catalogue/labels.ts';
import type { Fleet } from '../../../../collector/config/fleet.ts';
import { cloudflareLabels, cloudflareValues } from './cloudflareValues.ts';
import { hostLines } from './hostSeries.ts';
import { type Labels, labelText, recordedLines, type Scene, stateOf } from './recorded.ts';
import { stackLines } from './stackSeries.ts';
import { treasuryLabels, treasuryValues } from './treasuryValues.ts';

export type { Scene } from './recorded.ts';

const targetsOf = (fleet: Fleet, only: 'all' | 'node' | 'edge'): readonly Labels[] => {
  const central = fleet.vantage;
  const spoken = new Set([central, ...fleet.vantages.map(({ name }) => name)]);
  const nodes = fleet.nodes.map((node) => ({ ...base(node), role: 'node', region: node.region, vantage: central }));
  const references = fleet.references.map((ref) => ({
    ...base(ref),
    role: 'reference',
    region: 'none',
    vantage: central,
  }));
  const edges = fleet.edges.flatMap((edge) =>
    Object.keys(edge.regions)
      .filter((region) => spoken.has(region))
      .map((region) => ({ ...base(edge), role: 'edge', region, vantage: region })),
  );
  return only === 'node' ? nodes : only === 'edge' ? edges : [...nodes, ...references, ...edges];
};
const base = (target: { name: string; chain: string }): { target: string; chain: string } => ({
  target: target.name,
  chain: target.chain,
});

/** Which targets a metric is about. */
const nodeOnly: ReadonlySet<MetricKey> = new Set([
  'nodeVerdict',
  'syncing',
  'peers',
  'tagNumber',
  'tagTimestamp',
  'clientInfo',
  'syncDistance',
  'elOffline',
  'optimistic',
  'l1Link',
  'futureRange',
  'safeReorgs',
  'nitroValidations',
  'nitroRivals',
  'upgradeDeadline',
  'upgradeNeeded',
  'nodeClockSkew',
  'nodeClockSkewUncertainty',
  'nodeRestarts',
  'headRewinds',
  'headPropagation',
  'subscriptionEnds',
]);
const edgeOnly: ReadonlySet<MetricKey> = new Set([
  'edgeState',
  'edgeSeconds',
  'edgeFaultSeconds',
  'edgeJourney',
  'edgeThrottled',
  'edgeKeyRefused',
  'subscriptionUp',
]);
/** References make no journey. */
const journeying: ReadonlySet<MetricKey> = new Set([
  'journeySteps',
  'journeyStepDuration',
  'journeySuccess',
  'journeyLastSuccess',
  'headRegressions',
  'l1BlockNumber',
  'l1BlockAge',
]);

const openValues: Readonly<Record<string, readonly string[]>> = {
  method: ['eth_getBlockByNumber', 'eth_chainId'],
  probe: ['identity', 'tags'],
  client: ['nitro'],
  version: ['v3.11.3'],
  scope: ['edge:arb'],
  heartbeat: ['arb-snapshot'],
  feed: ['arb-feed'],
  upgrade: ['arbos-60'],
  month: ['2025-12', '2026-01', '2026-02'],
  title: ['Arbitrum RPC: no fresh blocks'],
  about: ['Arbitrum RPC'],
  ...cloudflareLabels,
  ...treasuryLabels,
};

/** Closed labels whose whole set would only make the file long. */
const fewer: Readonly<Record<string, readonly string[]>> = {
  'headwatch_rpc_requests_total outcome': ['ok', 'timeout', 'rpc_unsupported'],
  // Born with the first failure of its kind.
  'headwatch_head_failures_total reason': ['timeout', 'bad_shape'],
  'headwatch_consensus_events_ends_total reason': ['reset', 'silent'],
  'headwatch_feed_faults_total reason': ['reset', 'gap'],
  'headwatch_cause cause': ['own_node'],
  'headwatch_sla_month_cause_seconds cause': ['own_node', 'edge'],
  'headwatch_sla_month_intervals cause': ['own_node', 'edge'],
  'headwatch_cloudflare_posture_finding finding': ['monitor_path', 'monitor_slow', 'single_origin'],
  'headwatch_cloudflare_errors_total kind': ['rate_limited', 'transient'],
  'headwatch_cloudflare_errors_total about': ['edge', 'pools'],
  'headwatch_cloudflare_origin_monitor_failure reason': ['timeout'],
  'headwatch_cloudflare_lb_pool_info role': ['region', 'fallback'],
  'headwatch_subscription_ends_total reason': ['reset', 'silent'],
  'headwatch_journey_steps_total outcome': ['ok', 'timeout'],
  'headwatch_journey_steps_total step': ['head', 'settled_logs'],
  'headwatch_journey_steps_total journey': ['livepeer-orchestrator'],
  'headwatch_journey_step_duration_seconds step': ['head', 'logs'],
  'headwatch_journey_step_duration_seconds journey': ['livepeer-orchestrator'],
  'headwatch_journey_success journey': ['livepeer-orchestrator'],
  'headwatch_journey_last_success_timestamp_seconds journey': ['livepeer-orchestrator'],
};

/** Months have figures for each region, and for any and all of them. */
const regionsOf = (def: MetricDef): readonly string[] =>
  'month' in def.labels ? ['any', 'all', 'eu', 'us', 'ap'] : ['eu'];

const labelSets = (fleet: Fleet, key: MetricKey): readonly Labels[] => {
  const def: MetricDef = metrics[key];
  const vantages = [fleet.vantage, ...fleet.vantages.map(({ name }) => name)];
  // A pool has a role of its own in its balancer's map.
  const isTarget = 'role' in def.labels && 'target' in def.labels;
  const chains = [...new Set(fleet.nodes.map(({ chain }) => chain))];
  let sets: readonly Labels[] = isTarget
    ? targetsOf(fleet, nodeOnly.has(key) ? 'node' : edgeOnly.has(key) ? 'edge' : 'all').filter(
        ({ role }) => !journeying.has(key) || role !== 'reference',
      )
    : [{}];
  for (const [label, spec] of Object.entries(def.labels)) {
    if (isTarget && ['target', 'role', 'chain', 'region', 'vantage'].includes(label)) continue;
    const values =
      spec !== 'open'
        ? (fewer[`${def.name} ${label}`] ?? spec)
        : label === 'vantage'
          ? vantages
          : label === 'chain'
            ? chains
            : label === 'region'
              ? regionsOf(def)
              : label === 'scope' && key === 'layerNodes'
                ? ['edge:arb', ...chains.map((chain) => `chain:${chain}`)]
                : label === 'target'
                  ? (def.lane === 'sidecar' ? fleet.nodes : fleet.edges).map(({ name }) => name)
                  : (openValues[label] ?? []);
    sets = sets.flatMap((set) => values.map((value) => ({ ...set, [label]: value })));
  }
  // An edge is of one chain; the product above paired it with all of them.
  const chainOf = new Map([...fleet.nodes, ...fleet.edges].map((of) => [of.name, of.chain]));
  return isTarget ? sets : sets.filter(({ target, chain }) => !target || !chain || chainOf.get(target) === chain);
};

const hot = (is: boolean): number => (is ? 1 : 0);

/** The value of a series at a time; undefined where the series is absent. */
export type Value = (labels: Labels, at: number, scene: Scene, fleet: Fleet) => number | undefined;

const ok =
  (value: number): Value =>
  () =>
    value;
const ago =
  (seconds: number): Value =>
  (_, at) =>
    at - seconds;
/** Grows by `perSecond` for the series that `of` picks. */
const grows =
  (perSecond: number, of: (labels: Labels) => boolean = () => true): Value =>
  (labels, at) =>
    of(labels) ? (at % 1_000_000) * perSecond : 0;

/** January is missed; in February so far `us` is the worst region, and some seconds were not measured. */
const monthFigures = (region: string, month: string): Readonly<Record<EdgeState, number>> => {
  const bad = month === '2026-01' ? 600 : { any: 200, us: 190, eu: 15, ap: 0, all: 0 }[region];
  return { good: 100_000, bad: bad ?? 0, halted: 5, unknown: month === '2026-02' ? 50 : 0 };
};

const values: Readonly<Record<MetricKey, Value>> = {
  ticks: grows(1, ({ outcome }) => outcome === 'ok'),
  headSuccess: ok(1),
  headFailures: grows(0.1),
  headNumber: (_, at) => Math.floor(at * 4) % 1_000_000_000,
  headTimestamp: ago(1),
  // A reference is what others are compared with.
  headLagSeconds: ({ role }) => (role === 'reference' ? undefined : 0.4),
  headLagBlocks: ({ role }) => (role === 'reference' ? undefined : 1),
  headLagUncertainty: ({ role }) => (role === 'reference' ? undefined : 0.05),
  lbCheck: ok(1),
  lbReason: ({ reason }) => hot(reason === 'well'),
  lbHeard: ok(2),
  lbAsked: grows(0.1, ({ code }) => code === '200'),
  nodeVerdict: ({ target = '', verdict }, _at, scene) => hot((scene.nodes?.[target] ?? 'ok') === verdict),
  nitroBatchesBehind: ok(0),
  nitroMessagesBehind: ok(0),
  nitroFeedPending: ok(0),
  nitroUnposted: ok(400),
  nitroArbosFormat: ok(51),
  nitroPublisherHealthy: ok(1),
  nitroMaintenance: ok(0),
  nitroFeedSources: ({ state }) => hot(state === 'connected'),
  nitroMessages: (_, at) => Math.floor(at * 4) % 1_000_000_000,
  nitroInboxBatch: (_, at) => Math.floor(at / 105) % 100_000_000,
  nitroInboxStuck: ok(0),
  nitroExecution: ok(0.05),
  nitroReorgs: grows(0),
  nitroValidations: grows(4, ({ outcome }) => outcome === 'valid'),
  nitroRivals: grows(0),
  nitroLimitChecks: grows(20, ({ outcome }) => outcome === 'passed'),
  tagLost: ok(0),
  nodeMemory: ({ kind }) => (kind === 'used' ? 40e9 : 64e9),
  nodeDisk: ok(2.5e12),
  nodeRpcCalls: grows(20, ({ outcome }) => outcome === 'asked'),
  upgradeDeadline: (_, at) => at + 20 * 86_400,
  upgradeNeeded: ({ needed, source }) => hot(needed === (source === 'fleet' ? 'unknown' : 'yes')),
  clockSkew: ok(0.1),
  clockSkewUncertainty: ok(0.2),
  nodeClockSkew: ok(0.1),
  nodeClockSkewUncertainty: ok(0.3),
  certificateExpiry: (_, at) => at + 60 * 86_400,
  publicCertificateExpiry: (_, at) => at + 60 * 86_400,
  nodeRestarts: grows(0),
  headRewinds: grows(0),
  headPropagation: grows(4),
  subscriptionEnds: grows(0),
  feedConnected: ok(1),
  feedLastMessage: ago(0),
  feedDelay: ok(0.5),
  feedSequence: ({ kind }, at) => (Math.floor(at * 4) % 1_000_000_000) - (kind === 'confirmed' ? 600 : 0),
  feedMessages: grows(4, ({ kind }) => kind === 'sequencer'),
  feedFaults: grows(0),
  feedLag: ok(1),
  feedLagUncertainty: ok(1),
  chainVerdict: ({ chain = '', verdict }, _at, scene) => hot((scene.chains?.[chain] ?? 'live') === verdict),
  chainHeadNumber: (_, at) => Math.floor(at * 4) % 1_000_000_000,
  chainHeadTimestamp: ago(1),
  chainSources: ok(4),
  vantageBlind: ({ vantage = '' }, _at, scene) => hot(scene.blind?.includes(vantage) ?? false),
  edgeState: (labels, _at, scene) => hot(stateOf(labels, scene) === labels.state),
  edgeSeconds: (labels, at, scene) =>
    labels.state === stateOf(labels, scene) ? 1000 + at - scene.start : labels.state === 'good' ? 1000 : 0,
  edgeNodes: ({ target, condition }, _at, scene, fleet) => {
    const names = new Set(Object.values(fleet.edges.find(({ name }) => name === target)?.regions ?? {}).flat());
    const bad = [...names].filter((name) => !['ok', 'unknown'].includes(scene.nodes?.[name] ?? 'ok')).length;
    return condition === 'ok' ? names.size - bad : condition === 'bad' ? bad : 0;
  },
  edgeNodesNeeded: ok(2),
  layerNodes: ({ count }) => (count === 'can_lose' ? 2 : 3),
  cause: ok(1),
  rpcRequests: grows(1, ({ outcome }) => outcome === 'ok'),
  rpcDuration: grows(1),
  probeSuccess: ok(1),
  probeDuration: ok(0.2),
  probeLastSuccess: ago(10),
  probeOverruns: ok(0),
  methodSupported: ok(1),
  syncing: ok(0),
  peers: ({ target }) => (target?.startsWith('arb') ? undefined : 48),
  tagNumber: (_, at) => (Math.floor(at * 4) % 1_000_000_000) - 900,
  tagTimestamp: ago(900),
  clientInfo: ok(1),
  chainId: ({ chain }) => (chain === 'ethereum' ? 1 : 42161),
  syncDistance: ok(0),
  elOffline: ok(0),
  optimistic: ok(0),
  baseFee: ok(1e9),
  blobBaseFee: ok(1),
  gasUsedRatio: ok(0.5),
  txpool: ok(6_000),
  syncRemaining: ok(100),
  indexRemaining: ok(16),
  reorgs: grows(0.002, ({ size }) => size === 'short'),
  reorgDepth: ok(1),
  finalityLag: ok(2),
  justifiedLag: ok(1),
  custodyGroups: ok(128),
  executionClient: ok(1),
  headArrival: grows(0.08),
  eventsUp: ok(1),
  eventsEnds: ok(0),
  blobFetches: grows(0.003, ({ outcome }) => outcome === 'served'),
  blobMisses: ok(0),
  badBlocks: ok(0),
  poolBlobsMissed: ok(0),
  blocksWaiting: ok(0),
  syncSlots: ok(0),
  pairState: ({ state }) => hot(state === 'ok'),
  eventLoopDelay: ok(0.012),
  buildInfo: ok(1),
  hashAgreement: ok(1),
  logsAgreement: ok(1),
  safeReorgs: grows(0),
  futureRange: ({ manner }) => hot(manner === 'refused'),
  batchCount: (_, at) => Math.floor(at / 105),
  batchPosted: ago(40),
  batchBacklog: ok(180),
  delayedBacklog: ok(3),
  rollupSeen: ago(5),
  l1Link: ({ state }) => hot(state === 'healthy'),
  deliveries: ok(3),
  pagingArmed: ok(1),
  pagingProven: ({ proof }, at) => at - (proof === 'heard' ? 3 * 86_400 : 5 * 3600),
  deadmanBeat: ago(20),
  outboxPending: ok(0),
  outboxOldest: ok(0),
  lastDelivery: ago(3600),
  incidentsOpen: ok(0),
  incidentsUnacknowledged: ok(0),
  incidentsRecent: ({ severity }) => (severity === 'page' ? 1 : 4),
  acknowledgeTime: ({ rank }) => (rank === 'median' ? 140 : 600),
  watchdogSeen: ago(20),
  heartbeatSeen: ago(7_200),
  heartbeatKnown: ago(864_000),
  heartbeatExpected: ok(97_200),
  heartbeatFailed: ok(0),
  heartbeatSize: ok(2e12),
  heartbeatLeast: ok(1e12),
  heartbeatTook: ok(1_800),
  collectorStart: ago(86_400),
  edgeFaultSeconds: ok(0),
  edgeJourney: ({ state }) => hot(state === 'good'),
  journeySteps: grows(0.2, ({ outcome }) => outcome === 'ok'),
  journeyStepDuration: grows(0.2),
  journeySuccess: ok(1),
  journeyLastSuccess: ago(3),
  headRegressions: ok(0),
  l1BlockNumber: (_, at) => Math.floor(at / 12),
  l1BlockAge: ok(20),
  edgeThrottled: ok(0),
  edgeKeyRefused: ok(1),
  subscriptionUp: ok(1),
  slaMonthSeconds: ({ region = '', month = '', state = 'good' }) => monthFigures(region, month)[state as EdgeState],
  slaMonthExcluded: ok(0),
  slaMonthCauseSeconds: ({ region, cause }) =>
    region !== 'any' && region !== 'all' && cause === 'own_node' ? 100 : undefined,
  slaMonthIntervals: ({ region, cause }) =>
    region !== 'any' && region !== 'all' && cause === 'own_node' ? 3 : undefined,
  slaMonthBudget: ({ month }) => (month === '2026-02' ? 483.84 : 535.68),
  slaBreach: ({ month }, at) => (month === '2026-01' ? at - 86_400 : undefined),
  ledgerSettled: ago(700),
  ledgerRun: ago(30),
  maintenanceActive: ok(1),
  // While an edge is bad there is an open page; the last incident was over two days ago.
  incidentShown: ({ state, severity, cause }, at, scene) => {
    if (severity !== 'page' || cause !== 'own_node') return undefined;
    const isBad = Object.values(scene.edges ?? {}).includes('bad');
    return state === 'over' ? at - 2 * 86_400 : state === 'open' && isBad ? scene.start : undefined;
  },
  maintenanceShown: ({ bound }, at) => at + 2 * 86_400 + (bound === 'to' ? 1800 : 0),
  ...cloudflareValues,
  ...treasuryValues,
  // Never scraped by us.
  publicEdgeState: ({ state }) => hot(state === 'good'),
  publicHeadAge: ok(1),
  publicChainState: ({ state }) => hot(state === 'live'),
  publicBudgetLeft: ok(400),
  publicUpdated: ago(1),
};

const sampleLines = (def: MetricDef, labels: Labels, at: number, value: number): readonly string[] => {
  if (def.type !== 'histogram') return [`${def.name}${labelText(labels)} ${value} ${at}`];
  const bounds = [...(def.buckets ?? []).map((bound) => bound.toFixed(3)), '+Inf'];
  return [
    ...bounds.map((le, index) => `${def.name}_bucket${labelText({ ...labels, le })} ${index < 2 ? 0 : value} ${at}`),
    `${def.name}_count${labelText(labels)} ${value} ${at}`,
    `${def.name}_sum${labelText(labels)} ${value / 20} ${at}`,
  ];
};

/** Buckets as they are recorded: as many a second in each; without the vantage, and the journey's name. */
const bucketLines = (fleet: Fleet, scenes: readonly Scene[]): readonly string[] =>
  (['rpcDuration', 'journeyStepDuration'] as const).flatMap((key) => {
    const def: HistogramDef = metrics[key];
    const recording = bucketRecordingOf(def);
    if (!recording) return [];
    const heads = labelSets(fleet, key).flatMap((labels) =>
      [...(def.buckets ?? []).map((bound) => bound.toFixed(3)), '+Inf'].map((le, index) => {
        const kept = Object.entries({ ...labels, le }).filter(([label]) => label in recording.labels);
        return { head: `${recording.record}${labelText(Object.fromEntries(kept))}`, value: index < 2 ? 0 : 1 };
      }),
    );
    const once = new Map(heads.map(({ head, value }) => [head, value]));
    return [...once].flatMap(([head, value]) =>
      scenes.flatMap(({ start, seconds }) =>
        Array.from(
          { length: Math.floor(seconds / bucketsEvery) + 1 },
          (_, step) => `${head} ${value} ${start + step * bucketsEvery}`,
        ),
      ),
    );
  });

/** Fast series every 5 s, slow ones every 15 s; enough for every window that the dashboards use. */
export const openMetrics = (fleet: Fleet, scenes: readonly Scene[]): string => {
  const lines: string[] = [];
  // The keys of a literal.
  for (const key of Object.keys(metrics) as MetricKey[]) {
    const def: MetricDef = metrics[key];
    // Only members' own Prometheus has these.
    if (def.lane === 'public') continue;
    const family = def.type === 'counter' ? def.name.replace(/_total$/, '') : def.name;
    lines.push(`# TYPE ${family} ${def.type}`);
    const step = def.lane === 'fast' ? 5 : 15;
    for (const labels of labelSets(fleet, key)) {
      for (const scene of scenes) {
        if (scene.silent?.includes(labels.vantage ?? '')) continue;
        for (let at = scene.start; at <= scene.start + scene.seconds; at += step) {
          const value = values[key](labels, at, scene, fleet);
          if (value !== undefined) lines.push(...sampleLines(def, labels, at, value));
        }
      }
    }
  }
  return `${[...lines, ...hostLines(fleet, scenes), ...recordedLines(fleet, scenes), ...bucketLines(fleet, scenes), ...stackLines(scenes)].join('\n')}\n# EOF\n`;
};
