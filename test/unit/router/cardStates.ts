/** An incident of every kind in every state, with what is known of it: for the golden cards and for their pictures. */
import type { IncidentFacts, NodeFact, RegionFact } from '../../../alerts/notifiers/facts.ts';
import type { Incident, StoredAlert } from '../../../alerts/router/incident.ts';
import type { Fleet, FleetNode } from '../../../collector/config/fleet.ts';
import { alertOf, fleetOf, labelsOf, secret } from './fleet.ts';

/** 2026-11-07 03:12:07 UTC, stamp of the last fresh block. */
export const t0 = Date.UTC(2026, 10, 7, 3, 12, 7) / 1000;
/** The members' seconds became bad when the head was 30 s old; the page came 20 s later. */
const badSince = t0 + 30;
const paged = badSince + 20;
export const atNow = t0 + 72;

const role = '123456789012345678';
const base = fleetOf();
const kinds: Readonly<Record<string, Partial<FleetNode>>> = {
  'arbitrum-one': { kind: 'arbitrum-nitro', parent: 'edge:eth' },
  ethereum: { kind: 'ethereum-execution' },
};

export const cardFleet: Fleet = {
  ...base,
  grafana: { url: 'https://grafana.example.org' },
  nodes: base.nodes.map((node) => ({ ...node, ...kinds[node.chain] })),
  edges: base.edges.map((edge) => (edge.name === 'arb' ? { ...edge, journey: 'livepeer-orchestrator' } : edge)),
  notify: {
    discord: {
      operators: secret('notify.discord.operators_file', 'https://discord.com/api/webhooks/1/planted'),
      members: undefined,
      botToken: undefined,
      api: undefined,
      mentionRole: role,
    },
    pagerduty: {
      routingKey: secret('notify.pagerduty.routing_key_file', 'planted-key'),
      url: 'https://events.pagerduty.com/v2/enqueue',
      serviceUrl: 'https://example.pagerduty.com/service-directory/PRPC',
    },
    deadman: undefined,
  },
};

export const incident = (more: Partial<Incident> = {}): Incident => ({
  id: '2026-11-07-1',
  scope: 'edge:arb',
  region: 'eu',
  state: 'firing',
  severity: 'page',
  peak: 'page',
  headline: 'EdgeDown',
  openedAt: paged,
  resolvedAt: null,
  ackedAt: null,
  ackedBy: null,
  messageId: null,
  sentAt: null,
  sentMaterial: null,
  heldUntil: null,
  reopened: 0,
  newPages: 0,
  causes: [{ cause: 'own_node', detail: 'arb-eu', at: paged + 1 }],
  ...more,
});

export const stored = (labels: Readonly<Record<string, string>>, more: Partial<StoredAlert> = {}): StoredAlert => ({
  ...alertOf(labels, 'firing', paged),
  incidentId: '2026-11-07-1',
  name: labels.alertname ?? '',
  severity: labels.severity === 'page' ? 'page' : labels.severity === 'info' ? 'info' : 'warning',
  pageClass: labels.page_class ?? null,
  status: 'firing',
  seenAt: paged,
  ...more,
});

export const nodeFact = (name: string, more: Partial<NodeFact> = {}): NodeFact => ({
  name,
  kind: 'arbitrum-nitro',
  state: 'serving',
  verdict: 'ok',
  detail: 'at the head',
  headNumber: 402_581_640,
  lagSeconds: 0,
  l1: true,
  journey: true,
  ...more,
});

const stalled = nodeFact('arb-eu', {
  verdict: 'stalled',
  detail: 'head has not moved for 72 s, 72 s behind',
  headNumber: 402_581_352,
  lagSeconds: 72.04,
});

export const regionFact = (region: string, more: Partial<RegionFact> = {}): RegionFact => ({
  region,
  measured: true,
  state: 'good',
  fault: null,
  detail: 'at the head',
  since: t0 - 4000,
  headTimestamp: atNow,
  lagSeconds: 0,
  ...more,
});

const badEu = regionFact('eu', {
  state: 'bad',
  fault: 'stale',
  detail: 'answers 200 with a head 72 s behind',
  since: badSince,
  headTimestamp: t0,
  lagSeconds: 72,
});

export const facts = (more: Partial<IncidentFacts> = {}): IncidentFacts => ({
  regions: [badEu, regionFact('us'), regionFact('ap')],
  nodes: [stalled, nodeFact('arb-us'), nodeFact('arb-ap')],
  references: { asked: 2, answered: 2, headNumber: 402_581_641, lagSeconds: null },
  chain: 'arbitrum-one',
  chainNow: { name: 'arbitrum-one', verdict: 'live', since: 1, headNumber: 402_581_641, headTimestamp: atNow },
  outage: { from: badSince, to: null, fault: 'stale', detail: '' },
  earnsUntil: t0 + 468,
  page: { sentAt: paged + 2, acknowledged: false },
  budget: { region: 'eu', month: '2026-11', budgetSeconds: 518.4, leftSeconds: 312.4, goneAt: atNow + 312 },
  cost: null,
  vantages: { seen: 3, expected: 3 },
  dataAgeSeconds: 0.8,
  ...more,
});

const bare: Partial<IncidentFacts> = {
  ...{ regions: [], nodes: [], references: null, chain: null, chainNow: null, outage: null },
  ...{ earnsUntil: null, page: null, budget: null },
};

const fine = [regionFact('eu'), regionFact('us'), regionFact('ap')];
const end = t0 + 251;
const overAt = end + 70;
export const edgeDown = stored(labelsOf.edgeDown);
export const nodeStalled = stored(labelsOf.nodeStalled, { startsAt: t0 + 31 });
const journeyFailing = stored(
  { ...labelsOf.edgeDown, alertname: 'JourneyFailing' },
  {
    annotations: {
      ...edgeDown.annotations,
      summary: 'An edge answers with fresh heads, but what members need of it fails.',
    },
  },
);
const over = { status: 'resolved', endsAt: overAt, seenAt: overAt } as const;
const outageOver = { from: badSince, to: end, fault: 'stale', detail: '' } as const;
const afterwards = { nodes: fine.map(({ region }) => nodeFact(`arb-${region}`)), regions: fine, outage: outageOver };

const halted = {
  summary: 'A chain makes no blocks.',
  description:
    'Our nodes and at least two independent references all have an old head of arbitrum-one. The corroborated head is 72 s old.',
  impact: 'Members can do nothing on this chain, through us or through anyone else.',
  action: "Read the chain's own status page, tell members that it is not us, and restart nothing.",
  runbook_url: 'https://status.example.org/runbooks/ChainHalted',
};

const texts = (summary: string, description: string, impact: string, action: string) => ({
  annotations: { summary, description, impact, action },
});

export interface CardState {
  readonly incident: Incident;
  readonly alerts: readonly StoredAlert[];
  readonly facts: IncidentFacts;
  readonly now: number;
}

const state = (
  of: Incident,
  alerts: readonly StoredAlert[],
  known: Partial<IncidentFacts> = {},
  now = atNow,
): CardState => ({ incident: of, alerts, facts: facts(known), now });

export const cardStates: Readonly<Record<string, CardState>> = {
  page: state(incident(), [nodeStalled, edgeDown]),
  pageNoAnswer: state(
    incident({ causes: [{ cause: 'edge', detail: 'the nodes behind it are well', at: paged }] }),
    [edgeDown],
    {
      regions: ['eu', 'us', 'ap'].map((region) =>
        regionFact(region, {
          state: 'bad',
          fault: 'no_http',
          detail: 'failed (http_5xx)',
          since: badSince,
          headTimestamp: null,
        }),
      ),
      nodes: [nodeFact('arb-eu'), nodeFact('arb-us'), nodeFact('arb-ap')],
      outage: { from: badSince, to: null, fault: 'no_http', detail: '' },
      earnsUntil: null,
    },
  ),
  pageJourney: state(
    incident({ headline: 'JourneyFailing', causes: [{ cause: 'unattributed', detail: 'not known', at: paged }] }),
    [journeyFailing],
    {
      regions: [
        regionFact('eu', { state: 'bad', fault: 'journey', detail: 'logs fail: rpc_error', since: badSince }),
        regionFact('us', { state: 'unknown' }),
        regionFact('ap', { state: 'unknown', measured: false }),
      ],
      nodes: [
        nodeFact('arb-eu', { journey: false }),
        nodeFact('arb-us', { verdict: 'unknown', l1: null }),
        nodeFact('arb-ap'),
      ],
      outage: { from: badSince, to: null, fault: 'journey', detail: 'logs fail: rpc_error' },
      earnsUntil: null,
      page: { sentAt: null, acknowledged: false },
    },
  ),
  pageBlind: state(incident({ causes: [] }), [edgeDown], {
    ...{ regions: [], nodes: null, references: null, chainNow: null, outage: null, earnsUntil: null, budget: null },
    page: { sentAt: null, acknowledged: false },
    vantages: { seen: 0, expected: 3 },
    dataAgeSeconds: null,
  }),
  warning: state(
    incident({ severity: 'warning', peak: 'warning', headline: 'NodeStalled', openedAt: t0 + 31 }),
    [nodeStalled],
    {
      ...{ regions: fine, outage: null, earnsUntil: null, page: null },
      budget: { region: 'eu', month: '2026-11', budgetSeconds: 518.4, leftSeconds: 518.4, goneAt: null },
    },
  ),
  info: state(
    incident({ ...{ severity: 'info', peak: 'info', headline: 'BudgetCreep', scope: 'sla' }, causes: [] }),
    [
      stored(
        { alertname: 'BudgetCreep', severity: 'info', scope: 'sla', region: 'eu' },
        texts(
          'The budget of bad seconds is being spent a little faster than it grows.',
          '61 s of the last 3d of edge arb in eu were bad, and it goes on in the last 6h: more than the rate that 99.98 % allows.',
          'Hardly anything that a single member notices; the month ends close to or below the promise.',
          'Put the biggest cause of the last three days on the list of work; nobody needs to get up.',
        ),
      ),
    ],
    bare,
  ),
  acknowledged: state(incident({ ackedAt: t0 + 70, ackedBy: 'the operator' }), [nodeStalled, edgeDown], {
    page: { sentAt: paged + 2, acknowledged: true },
  }),
  unknown: state(incident({ state: 'unknown' }), [{ ...edgeDown, status: 'unverified' }], {
    regions: fine.map((each) => ({ ...each, state: 'unknown', since: null, headTimestamp: null })),
    vantages: { seen: 1, expected: 3 },
    earnsUntil: null,
    budget: { region: 'eu', month: '2026-11', budgetSeconds: 518.4, leftSeconds: 312.4, goneAt: null },
  }),
  recovering: state(
    incident(),
    [edgeDown],
    {
      ...afterwards,
      ...{ earnsUntil: null },
      budget: { region: 'eu', month: '2026-11', budgetSeconds: 518.4, leftSeconds: 297.4, goneAt: null },
    },
    end + 5,
  ),
  resolved: state(
    incident({ state: 'resolved', resolvedAt: overAt }),
    [
      { ...edgeDown, ...over },
      { ...nodeStalled, ...over },
    ],
    {
      ...afterwards,
      ...{ earnsUntil: null, cost: { badSeconds: 221, month: '2026-11', budgetSeconds: 518.4 } },
      budget: { region: 'eu', month: '2026-11', budgetSeconds: 518.4, leftSeconds: 297.4, goneAt: null },
    },
    overAt,
  ),
  reopened: state(
    incident({
      reopened: 2,
      causes: [
        { cause: 'unattributed', detail: '', at: paged },
        { cause: 'own_node', detail: 'arb-eu', at: paged + 5 },
      ],
    }),
    [edgeDown, { ...nodeStalled, ...over }],
  ),
  spare: state(
    incident({
      headline: 'RedundancyGone',
      region: 'all',
      causes: [{ cause: 'own_node', detail: 'arb-eu, arb-us', at: paged }],
    }),
    [
      stored(
        { ...labelsOf.redundancyGone, region: 'all' },
        texts(
          'An edge has fewer good nodes than it needs.',
          'Nodes behind edge arb that are not known to be bad: 1; needed: 2.',
          'Members feel nothing yet; the next node to fail takes the edge down or overloads what is left.',
          'Bring the bad node back, or add one, before anything else; start no maintenance on the others.',
        ),
      ),
    ],
    {
      ...{ regions: fine, outage: null, earnsUntil: null },
      nodes: [
        stalled,
        nodeFact('arb-us', {
          verdict: 'unreachable',
          detail: 'no answer for 12 s (timeout)',
          headNumber: null,
          lagSeconds: null,
        }),
        nodeFact('arb-ap'),
      ],
      budget: { region: 'any', month: '2026-11', budgetSeconds: 518.4, leftSeconds: -12.2, goneAt: null },
    },
  ),
  chain: state(
    incident({
      ...{ scope: 'chain:arbitrum-one', region: 'all', severity: 'warning', peak: 'warning', headline: 'ChainHalted' },
      causes: [{ cause: 'upstream_chain', detail: 'every independent source stands still', at: paged }],
    }),
    [stored(labelsOf.chainHalted, { annotations: halted })],
    {
      ...{ regions: [], outage: null, earnsUntil: null, page: null, budget: null },
      nodes: ['eu', 'us', 'ap'].map((region) => nodeFact(`arb-${region}`, { headNumber: 402_581_352, lagSeconds: 0 })),
      references: { asked: 2, answered: 2, headNumber: 402_581_352, lagSeconds: null },
      chainNow: {
        name: 'arbitrum-one',
        verdict: 'halted',
        since: badSince,
        headNumber: 402_581_352,
        headTimestamp: t0,
      },
    },
  ),
  node: state(
    incident({
      ...{ scope: 'node:lone', region: 'us', severity: 'warning', peak: 'warning', headline: 'NodeUnreachable' },
      causes: [{ cause: 'own_node', detail: 'lone', at: paged }],
    }),
    [
      stored(
        { alertname: 'NodeUnreachable', severity: 'warning', scope: 'node:lone', region: 'us', target: 'lone' },
        texts(
          'A node does not answer well.',
          'lone in us gives no good answer. The newest head that it gave is 41 s old.',
          'None while the load balancer drains the node; without another node in the region, errors.',
          'See whether the process runs and its port listens; restart it if it hangs.',
        ),
      ),
    ],
    {
      ...bare,
      nodes: [
        nodeFact('lone', {
          ...{ verdict: 'unreachable', detail: 'no answer for 41 s (refused)', headNumber: null, lagSeconds: null },
          ...{ l1: null, journey: null, kind: 'ethereum-execution' },
        }),
      ],
    },
  ),
  self: state(
    incident({ scope: 'self', headline: 'MonitorDead', causes: [] }),
    [
      stored(
        { alertname: 'MonitorDead', severity: 'page', page_class: 'monitor', scope: 'self', region: 'eu' },
        texts(
          'The central collector does not watch the fleet.',
          'Prometheus has seen no tick of the collector of vantage eu for 60 s or more.',
          'None known: but nobody would notice an outage now, and seconds go by unmeasured.',
          'See whether the collector runs on its host and Prometheus reaches it; start it again.',
        ),
      ),
    ],
    {
      ...bare,
      nodes: null,
      page: { sentAt: null, acknowledged: false },
      vantages: { seen: 2, expected: 3 },
      dataAgeSeconds: 71,
    },
  ),
  sla: state(
    incident({ scope: 'sla', region: 'all', headline: 'SlaBreached', causes: [] }),
    [
      stored(
        { alertname: 'SlaBreached', severity: 'page', page_class: 'budget', scope: 'sla', region: 'all' },
        texts(
          'The promise of this month is broken: its bad seconds exceed the budget.',
          'Edge arb has more bad seconds in 2026-11 than 99.98 % allows. Bad in any region: 530 s; allowed: 518.4 s.',
          'Members did not get what they were promised this month, whatever happens until its end.',
          'See that nothing burns now; then tell members and the owner, with the intervals and causes of the report.',
        ),
      ),
    ],
    { ...bare, page: { sentAt: null, acknowledged: false } },
  ),
};
