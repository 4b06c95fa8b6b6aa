/** Statuses as the router puts them together, for the states that a member may meet. */
import type { NodeStatus, RegionStatus, SlaFigures, SlaStatus, Status } from '../../../../collector/status.ts';

/** 22 November 2026, 13:00:00 UTC. */
export const at = 1_795_352_400;

const region = (name: string, over: Partial<RegionStatus> = {}): RegionStatus => ({
  region: name,
  state: 'good',
  since: at - 266_400,
  headAgeSeconds: 0.6,
  lagSeconds: 0.3,
  measured: true,
  detail: 'fresh head, 0.3 s behind',
  ...over,
});

const node = (alias: string, where: string, over: Partial<NodeStatus> = {}): NodeStatus => ({
  alias,
  chain: 'arbitrum-one',
  region: where,
  verdict: 'ok',
  headNumber: 398_112_204,
  headAgeSeconds: 0.6,
  lagSeconds: 0.3,
  lagBlocks: 1,
  since: at - 266_400,
  detail: 'fresh',
  ...over,
});

const ethereum = (alias: string): NodeStatus =>
  node(alias, 'eu', { chain: 'ethereum', headNumber: 23_901_773, headAgeSeconds: 7, lagSeconds: 0, lagBlocks: 0 });

const figures = (over: Partial<SlaFigures> = {}): SlaFigures => ({
  goodPercent: 100,
  worstPercent: 99.99822,
  badSeconds: 0,
  haltedSeconds: 0,
  unknownSeconds: 33,
  ...over,
});

/** 21.5 days into November. */
const sla: SlaStatus = {
  month: '2026-11',
  objectivePercent: 99.98,
  budgetSeconds: 518.4,
  edges: [
    {
      alias: 'Arbitrum RPC',
      any: figures({ goodPercent: 99.98893, worstPercent: 99.98372, badSeconds: 206, unknownSeconds: 97 }),
      budgetLeftSeconds: 312.4,
      regions: [
        {
          region: 'us',
          ...figures({ goodPercent: 99.98946, worstPercent: 99.98603, badSeconds: 196, unknownSeconds: 64 }),
        },
        { region: 'eu', ...figures({ goodPercent: 99.99946, worstPercent: 99.99768, badSeconds: 10 }) },
        { region: 'ap', ...figures() },
      ],
    },
  ],
};

/** The month so far with the headline and what is left of the budget as given. */
export const slaOf = (
  any: Partial<SlaFigures>,
  budgetLeftSeconds: number,
  regions: readonly string[] = ['us', 'eu', 'ap'],
): SlaStatus => ({
  ...sla,
  edges: sla.edges.map((edge) => ({
    ...edge,
    any: { ...edge.any, ...any },
    budgetLeftSeconds,
    regions: edge.regions.filter(({ region: name }) => regions.includes(name)),
  })),
});

export const up: Status = {
  version: 1,
  service: 'example-rpc',
  at,
  dataAgeSeconds: 0.7,
  state: 'up',
  advice: 'Nothing to do: every region is served.',
  edges: [
    { alias: 'Arbitrum RPC', chain: 'arbitrum-one', state: 'up', regions: [region('eu'), region('us'), region('ap')] },
  ],
  chains: [
    { chain: 'arbitrum-one', verdict: 'live', headNumber: 398_112_205, headAgeSeconds: 0.4, detail: 'four sources' },
    { chain: 'ethereum', verdict: 'live', headNumber: 23_901_773, headAgeSeconds: 7, detail: 'four sources' },
  ],
  nodes: [
    node('Node EU', 'eu'),
    node('Node US', 'us'),
    node('Node AP', 'ap'),
    ethereum('Ethereum A'),
    ethereum('Ethereum B'),
  ],
  openIncidents: [],
  lastIncidents: [
    {
      id: 'i1',
      title: 'Arbitrum RPC: one node behind',
      severity: 'warning',
      region: 'us',
      state: 'resolved',
      cause: 'own_node',
      startedAt: at - 90_000,
      resolvedAt: at - 89_482,
    },
  ],
  watchers: { seen: 3, expected: 3 },
  standing: ['Nobody will be paged: no PagerDuty key.'],
  sla,
  maintenance: {
    about: 'Node AP',
    regions: ['ap'],
    from: at + 133_200,
    to: at + 136_800,
    reason: 'a new disk; the other nodes serve meanwhile',
  },
  validUntil: at + 120,
};

export const degraded: Status = {
  ...up,
  state: 'degraded',
  advice: 'Members in eu: switch to your backup URL. Other regions: nothing to do.',
  edges: [
    {
      alias: 'Arbitrum RPC',
      chain: 'arbitrum-one',
      state: 'degraded',
      regions: [
        region('eu', {
          state: 'bad',
          since: at - 131,
          headAgeSeconds: 161,
          lagSeconds: 160,
          detail: 'the head is 160 s behind, 30 s are allowed',
        }),
        region('us'),
        region('ap', {
          state: 'unknown',
          measured: false,
          since: null,
          headAgeSeconds: null,
          lagSeconds: null,
          detail: '',
        }),
      ],
    },
  ],
  nodes: [
    node('Node EU', 'eu', {
      verdict: 'stalled',
      lagSeconds: 160,
      lagBlocks: 640,
      headAgeSeconds: 161,
      since: at - 131,
      detail: 'no new block for 160 s while the chain went on',
    }),
    ...up.nodes.slice(1),
  ],
  openIncidents: [
    {
      id: 'i2',
      title: 'Arbitrum RPC is down in eu',
      severity: 'page',
      region: 'eu',
      state: 'firing',
      cause: 'own_node',
      startedAt: at - 131,
      resolvedAt: null,
    },
  ],
  watchers: { seen: 2, expected: 3 },
  sla: slaOf({ badSeconds: 450, goodPercent: 99.97582, worstPercent: 99.97404, unknownSeconds: 33 }, 68.4, [
    'us',
    'eu',
  ]),
  maintenance: null,
  standing: [],
};

export const down: Status = {
  ...up,
  state: 'down',
  advice: 'Switch to your backup URL; we are on it.',
  sla: slaOf({ badSeconds: 611, goodPercent: 99.96717, worstPercent: 99.96195 }, -92.6),
  maintenance: {
    about: 'Arbitrum RPC',
    regions: [],
    from: at - 600,
    to: at + 3000,
    reason: 'moving the load balancer',
  },
  edges: [
    {
      alias: 'Arbitrum RPC',
      chain: 'arbitrum-one',
      state: 'down',
      regions: ['eu', 'us', 'ap'].map((name) =>
        region(name, {
          state: 'bad',
          since: at - 44,
          headAgeSeconds: null,
          lagSeconds: null,
          detail: 'no answer for 44 s (edge_error)',
        }),
      ),
    },
  ],
  nodes: up.nodes.map((each) => ({
    ...each,
    verdict: 'unknown' as const,
    headNumber: null,
    headAgeSeconds: null,
    lagSeconds: null,
    lagBlocks: null,
    detail: 'reachable through the edge only, which is down',
  })),
  openIncidents: [
    {
      id: 'i3',
      title: 'Arbitrum RPC is down',
      severity: 'page',
      region: 'all',
      state: 'firing',
      cause: 'edge',
      startedAt: at - 44,
      resolvedAt: null,
    },
  ],
};

export const unknown: Status = {
  ...up,
  state: 'unknown',
  advice: 'We cannot see the service now. Trust your own client, and have your backup URL ready.',
  dataAgeSeconds: 212,
  edges: up.edges.map((edge) => ({
    ...edge,
    state: 'unknown' as const,
    regions: edge.regions.map((each) => ({
      ...each,
      state: 'unknown' as const,
      since: at - 212,
      headAgeSeconds: null,
      lagSeconds: null,
      detail: 'no measurement for 212 s',
    })),
  })),
  chains: up.chains.map((chain) => ({
    ...chain,
    verdict: 'unverifiable' as const,
    headNumber: null,
    headAgeSeconds: null,
    detail: 'no measurement for 212 s',
  })),
  nodes: up.nodes.map((each) => ({
    ...each,
    verdict: 'unknown' as const,
    headNumber: null,
    headAgeSeconds: null,
    lagSeconds: null,
    lagBlocks: null,
    detail: 'no measurement for 212 s',
  })),
  lastIncidents: [],
  sla: null,
  maintenance: null,
  watchers: { seen: 0, expected: 3 },
};
