/** `explain` and `status` between small stand-ins of everything they ask. */
import { describe, expect, test } from 'vitest';
import { explainAlert, explainUserRule } from '../../../cli/explain/alert.ts';
import { explainEdge } from '../../../cli/explain/edge.ts';
import { explainNode } from '../../../cli/explain/node.ts';
import { showExplanation } from '../../../cli/explain/show.ts';
import { askAll } from '../../../cli/live/ask.ts';
import type { Explanation } from '../../../cli/live/explanation.ts';
import { buildFleetStatus } from '../../../cli/status/build.ts';
import { showStatus } from '../../../cli/status/show.ts';
import type { Fleet } from '../../../collector/config/fleet.ts';
import type { EdgeView, View } from '../../../collector/view.ts';
import { type Answer, standin } from '../../contract/router/world.ts';
import { fleetOf, nodeView, viewOf } from '../router/fleet.ts';

const now = (): number => Date.now() / 1000;
const json = (body: unknown): Answer => ({ status: 200, body });

type Series = readonly (readonly [labels: Readonly<Record<string, string>>, value: number])[];

interface World {
  readonly view: View;
  /** Text within a query → what Prometheus answers; the first that fits. */
  readonly series: readonly (readonly [query: string, series: Series])[];
  readonly alerts: readonly object[];
  readonly held: readonly object[];
  readonly incidents: readonly object[];
  readonly standing: readonly string[];
  readonly proof: object;
}

const edgeView = (name: string, more: Partial<EdgeView> = {}): EdgeView => ({
  name,
  alias: name,
  chain: name === 'arb' ? 'arbitrum-one' : 'ethereum',
  region: 'eu',
  audience: name === 'arb' ? 'members' : 'internal',
  state: 'good',
  reason: 'fresh',
  detail: 'at the head',
  since: now() - 600,
  head: null,
  lagSeconds: 0,
  seconds: { good: 600, bad: 0, halted: 0, unknown: 0 },
  ...more,
});

const goodView = (more: Partial<View> = {}): View =>
  viewOf(now(), {
    nodes: fleetOf().nodes.map(({ name }) => nodeView(name, { since: now() - 600 })),
    edges: [edgeView('arb'), edgeView('eth')],
    chains: ['arbitrum-one', 'ethereum'].map((name) => ({
      name,
      verdict: 'live',
      detail: 'moves',
      since: 1,
      head: null,
      sources: 4,
    })),
    ...more,
  });

const other = { target: 'arb', region: 'us', vantage: 'us', role: 'edge' };
const wellSeries: World['series'] = [
  ['headwatch_edge_state', [[{ ...other, state: 'good' }, 1]]],
  ['headwatch_vantage_blind', [[{ vantage: 'us' }, 0]]],
];

/** All neighbours; those named in `silent` do not answer. */
const around = async (world: Partial<World>, silent: readonly string[] = [], more: Partial<Fleet> = {}) => {
  const { view = goodView(), series = [], alerts = [], held = [], incidents = [], standing = [], proof } = world;
  const all = [...series, ...wellSeries];
  const answer = (query: string): Answer => {
    const found = all.find(([text]) => query.includes(text))?.[1] ?? [];
    return json({ data: { result: found.map(([metric, value]) => ({ metric, value: [now(), String(value)] })) } });
  };
  const up = (name: string, handle: (path: string) => Answer) =>
    standin(({ path }) => (silent.includes(name) ? { status: 503 } : handle(path)));
  const [collector, prometheus, alertmanager, router] = await Promise.all([
    up('collector', () => json(view)),
    up('prometheus', (path) =>
      path.startsWith('/api/v1/alerts')
        ? json({ data: { alerts } })
        : answer(new URL(path, 'http://x').searchParams.get('query') ?? ''),
    ),
    up('alertmanager', () => json(held)),
    up('router', (path) =>
      json(path.startsWith('/status.json') ? { standing } : path.startsWith('/api/proof') ? proof : { incidents }),
    ),
  ]);
  const at = ({ url }: { readonly url: string }): string => url.replace('http://', '');
  const fleet = fleetOf({
    collector: { listen: at(collector) },
    prometheus: { url: prometheus.url, writeUrl: undefined },
    alertmanagers: [{ url: alertmanager.url }],
    router: { listen: at(router), public: at(router), publicUrl: undefined },
    ...more,
  });
  const live = await askAll(fleet);
  const [node] = fleet.nodes;
  const [edge, internal] = fleet.edges;
  if (!node || !edge || !internal) throw new Error('the fleet has them');
  return { fleet, live, node, edge, internal };
};

const says = ({ facts }: Explanation, what: string, region?: string): string =>
  facts.find((one) => one.what === what && (region === undefined || one.region === region))?.says ?? '';

const seconds = (bad: number): Series =>
  (['good', 'bad', 'halted', 'unknown'] as const).map((state) => [
    { target: 'arb', region: 'eu', vantage: 'eu', state },
    state === 'bad' ? bad : state === 'good' ? 60 - bad : 0,
  ]);

describe('status', () => {
  test('is well only when everyone answers and everything is good', async () => {
    const status = buildFleetStatus((await around({})).live);
    expect(status).toMatchObject({ well: true, unanswered: [], incidents: [], watchers: { seen: 2, expected: 2 } });
    expect(showStatus(status)).toContain('all is well');
    expect(showStatus(status)).toMatch(/arb +members +ap +not measured/);
  });

  test.each([
    ['collector', /The collector at \S+ does not answer/],
    ['prometheus', /Prometheus at \S+ does not answer/],
    ['alertmanager', /Alertmanager at \S+ does not answer/],
    ['router', /The router at \S+ does not answer/],
  ])('says that the %s does not answer, and that what it knows is unknown', async (silent, line) => {
    const status = buildFleetStatus((await around({}, [silent])).live);
    expect(status.well).toBe(false);
    expect(status.unanswered.join('\n')).toMatch(line);
    if (silent === 'collector') {
      expect(status.nodes.map(({ verdict }) => verdict)).toEqual(status.nodes.map(() => 'unknown'));
      expect(status.edges[0]).toMatchObject({ region: 'eu', state: 'unknown' });
    }
    if (silent === 'prometheus') expect(status.edges[1]).toMatchObject({ region: 'us', state: 'unknown' });
    if (silent === 'router') expect(showStatus(status)).toContain('Open incidents: not known');
  });

  test('says whether paging is armed, and what proved it when', async () => {
    const never = { armed: true, acceptedAt: null, heardAt: null, heardBy: null, deadman: null };
    const shown = async (proof: object): Promise<string> =>
      showStatus(buildFleetStatus((await around({ proof })).live));
    expect(await shown(never)).toContain('Paging: armed, accepted by PagerDuty never, heard never.');
    const deadman = { beatAt: null, silence: 'a message waits in the outbox' };
    const proven = { ...never, acceptedAt: now() - 5 * 3600, heardAt: now() - 3 * 86_400, heardBy: 'ana', deadman };
    expect(await shown(proven)).toMatch(
      /Paging: armed, accepted by PagerDuty 5 h ago, heard 3 d ago by ana, the router's own beat never \(a message waits/,
    );
    expect(await shown({ ...never, armed: false })).toContain('Paging: NOT ARMED');
    expect(showStatus(buildFleetStatus((await around({}, ['router'])).live))).toContain('Paging: not known.');
  });

  test('takes an old view for nothing', async () => {
    const status = buildFleetStatus((await around({ view: { ...goodView(), at: now() - 60 } })).live);
    expect(status.nodes[0]?.verdict).toBe('unknown');
    expect(status.unanswered.join('\n')).toMatch(/last tick was judged 6\d s ago/);
  });

  test('shows what is wrong, who works on it, and what is missing for good', async () => {
    const incident = {
      id: '2026-11-22-1',
      scope: 'edge:arb',
      region: 'eu',
      state: 'firing',
      severity: 'page',
      headline: 'EdgeDown',
      openedAt: now() - 90,
      acknowledgedBy: 'kim',
      causes: [{ cause: 'own_node', detail: 'arb-eu' }],
    };
    const over = { ...incident, id: '2026-11-22-0', state: 'resolved' };
    const view = goodView({ edges: [edgeView('arb', { state: 'bad', fault: 'stale' }), edgeView('eth')] });
    const { live } = await around({ view, incidents: [incident, over], standing: ['A line of the router.'] });
    const status = buildFleetStatus(live);
    const text = showStatus(status);
    expect(status.well).toBe(false);
    expect(text).toMatch(/arb +members +eu +BAD +10 m.* stale/);
    expect(text).toMatch(/2026-11-22-1 +PAGE +EdgeDown · edge:arb · eu +firing +9\d s +own_node; acknowledged by kim/);
    expect(text).not.toContain('2026-11-22-0');
    expect(text).toContain('- Nobody will be paged.');
    expect(text).toContain('- A line of the router.');
  });

  test('a fleet that only observes says so', async () => {
    const notify = { mode: 'observe', discord: undefined, pagerduty: undefined, deadman: undefined } as const;
    expect(showStatus(buildFleetStatus((await around({}, [], { notify })).live))).toContain(
      '- Observing only: nobody is paged',
    );
  });
});

describe('explain a node', () => {
  test('holds each input against its rung, and tells what does not fit', async () => {
    const view = goodView({
      nodes: [
        nodeView('arb-eu', {
          verdict: 'stalled',
          reason: 'no_progress',
          detail: 'head has not moved for 47 s, 47 s (189 blocks) behind',
          since: now() - 18,
          lagSeconds: 47.3,
          lagBlocks: 189,
        }),
      ],
      references: [
        { name: 'ref-1', chain: 'arbitrum-one', answered: true, head: { number: 402_581_829, timestamp: 1, hash: '' } },
        { name: 'ref-2', chain: 'arbitrum-one', answered: false, head: null },
      ],
    });
    const series: World['series'] = [
      ['headwatch_head_lag_uncertainty_seconds', [[{}, 0.4]]],
      ['headwatch_syncing', [[{}, 0]]],
      ['headwatch_head_failures_total', [[{ reason: 'timeout' }, 3]]],
      ['headwatch_journey_success', [[{}, 0]]],
      ['headwatch_journey_steps_total', [[{ step: 'logs', outcome: 'rpc_error' }, 2]]],
    ];
    const alerts = [{ labels: { alertname: 'NodeStalled', target: 'arb-eu', region: 'eu' }, state: 'firing' }];
    const { live, node } = await around({ view, series, alerts });
    const told = await explainNode(live, node);
    expect(told).toMatchObject({ about: 'node:arb-eu', verdict: 'stalled', well: false });
    expect(told.headline).toMatch(/^STALLED \(no_progress\): head has not moved for 47 s.*, (18|19|2\d) s ago$/);
    expect(says(told, 'lag')).toBe(
      '47.3 s (189 blocks) behind the corroborated head, give or take 0.4 s; lagging from 15 s; stalled when the head also stands still for 30 s',
    );
    expect(says(told, 'references')).toContain('ref-1 is 189 blocks ahead, ref-2 does not answer');
    expect(says(told, 'failures')).toBe('3 × timeout in the last 5 minutes');
    expect(says(told, 'syncing')).toContain('it says that it is in sync');
    expect(says(told, 'journey')).toContain('the last run failed (2 × logs: rpc_error)');
    expect(says(told, 'alerts')).toBe('NodeStalled in eu (firing)');
    expect(showExplanation(told)).toMatch(/^! lag/m);
  });

  test('what nobody knows is a question mark, not a good sign', async () => {
    const { live, node } = await around({}, ['prometheus']);
    const told = await explainNode(live, node);
    expect(told.verdict).toBe('ok');
    for (const what of ['syncing', 'journey', 'alerts'])
      expect(told.facts.find((one) => one.what === what)?.well, what).toBeNull();
    const blind = await around({}, ['collector']);
    const none = await explainNode(blind.live, blind.node);
    expect(none).toMatchObject({ verdict: 'unknown', well: null });
    expect(showExplanation(none)).toContain('? The collector at');
  });

  test('no address and no key of the fleet is in what is printed', async () => {
    const { live, node, edge } = await around({});
    const text = JSON.stringify([await explainNode(live, node), await explainEdge(live, edge), buildFleetStatus(live)]);
    expect(text).not.toMatch(/key-of-|planted|internal\.example\.org/);
  });
});

describe('explain an edge', () => {
  const stale = { state: 'bad', fault: 'stale', lagSeconds: 36, since: now() - 7 } as const;
  const bad = goodView({ edges: [edgeView('arb', stale), edgeView('eth', stale)] });
  const counted = (count: number): World['series'] => [['headwatch_edge_seconds_total', seconds(count)]];

  test('says by region and vantage what it is worth, and when it pages', async () => {
    const { live, edge } = await around({ view: bad, series: counted(7) });
    const told = await explainEdge(live, edge);
    expect(told).toMatchObject({ verdict: 'bad', well: false, headline: 'BAD: eu bad, us good, ap not measured' });
    expect(says(told, 'eu')).toMatch(/^bad: answers with old blocks \(stale\); head 36\.0 s behind, bad from 30 s/);
    expect(says(told, 'as seen from eu', 'eu')).toContain('of the last 60 s: 53 good, 7 bad');
    expect(says(told, 'page', 'eu')).toBe(
      'due in 13 s if this goes on: 7 bad of the last 60 s, 20 bad seconds within 60 page',
    );
    expect(says(told, 'page', 'us')).toContain('not known');
    expect(says(told, 'ap')).toContain('not measured');
  });

  test('that is good has no page due; that pages says since when; that is internal never does', async () => {
    const good = await around({ series: counted(3) });
    expect(says(await explainEdge(good.live, good.edge), 'page', 'eu')).toContain(
      'none is due: 3 bad of the last 60 s',
    );
    const labels = { alertname: 'EdgeDown', severity: 'page', scope: 'edge:arb', region: 'eu' };
    const alerts = [{ labels, state: 'firing', activeAt: new Date(Date.now() - 14_000).toISOString() }];
    const paging = await around({ view: bad, series: counted(34), alerts });
    expect(says(await explainEdge(paging.live, paging.edge), 'page', 'eu')).toMatch(
      /^EdgeDown pages since .*, 1\d s ago$/,
    );
    expect(says(await explainEdge(paging.live, paging.internal), 'page', 'eu')).toContain('never: an internal edge');
    const notify = { mode: 'observe', discord: undefined, pagerduty: undefined, deadman: undefined } as const;
    const quiet = await around({ view: bad, series: counted(34), alerts }, [], { notify });
    expect(says(await explainEdge(quiet.live, quiet.edge), 'page', 'eu')).toContain('would have paged (observing)');
  });
});

describe('explain an alert', () => {
  const labels = { alertname: 'NodeStalled', severity: 'warning', scope: 'node:arb-eu', region: 'eu' };
  const firing = { labels, state: 'firing', activeAt: new Date(Date.now() - 60_000).toISOString(), value: '1' };

  test('that fires: for whom, since when, whether it is muted, its value, and how to quiet it', async () => {
    const held = [{ labels, status: { state: 'suppressed', silencedBy: ['5e1f'], inhibitedBy: [] } }];
    const series: World['series'] = [['headwatch_node_verdict', [[{ target: 'arb-eu' }, 1]]]];
    const { live } = await around({ alerts: [firing], held, series });
    const told = await explainAlert(live, 'NodeStalled');
    expect(told).toMatchObject({ verdict: 'firing', well: false });
    expect(says(told, 'state')).toMatch(
      /^firing for scope=node:arb-eu region=eu, since .*, 6\d s ago; silenced \(5e1f\)$/,
    );
    expect(says(told, 'value now')).toBe('1 (target=arb-eu)\nit holds where that is == 1');
    expect(says(told, 'runbook')).toBe('docs/runbooks/NodeStalled.md');
    expect(says(told, 'to quiet it')).toBe('alerts: { NodeStalled: { severity: info } }');
    expect(says(told, 'expression')).toContain('verdict="stalled"');
  });

  test('that is inhibited, or that Alertmanager does not have', async () => {
    const held = [{ labels, status: { state: 'suppressed', silencedBy: [], inhibitedBy: ['x'] } }];
    const inhibited = await around({ alerts: [firing], held });
    expect(says(await explainAlert(inhibited.live, 'NodeStalled'), 'state')).toContain('inhibited: another alert');
    const lost = await around({ alerts: [firing] });
    expect(says(await explainAlert(lost.live, 'NodeStalled'), 'state')).toContain('Alertmanager has not got it');
    const silent = await around({ alerts: [firing] }, ['alertmanager']);
    expect(says(await explainAlert(silent.live, 'NodeStalled'), 'state')).toContain(
      'whether it is silenced is not known',
    );
  });

  test('that does not fire is well; without Prometheus nobody knows', async () => {
    expect((await explainAlert((await around({})).live, 'EdgeDown')).well).toBe(true);
    const told = await explainAlert((await around({}, ['prometheus'])).live, 'EdgeDown');
    expect(told).toMatchObject({ verdict: 'unknown', well: null });
  });

  test("of the user's own is told by its file", async () => {
    const series: World['series'] = [['disk_free_ratio', [[{ instance: 'a' }, 0.3]]]];
    const { live } = await around({ series });
    const annotations = { summary: 'A disk fills up.', description: 'D.' };
    const labels = { severity: 'warning', scope: 'node:arb-eu', region: 'eu' };
    const rule = { alert: 'DiskFillsUp', expr: 'disk_free_ratio < 0.1', for: '10m', labels, annotations };
    const told = await explainUserRule(live, 'rules.d/disk.yml', '30s', rule);
    expect(told).toMatchObject({ verdict: 'inactive', well: true });
    expect(says(told, 'value now')).toBe('0.3 (instance=a)\nit holds where that is < 0.1');
    expect(says(told, 'timing')).toBe('evaluated each 30s, must hold for 10m, ends at once');
    expect(says(told, 'to quiet it')).toBe('it is your own: rules.d/disk.yml');
  });

  test('that is turned off, or about nothing here', async () => {
    const off = await around({}, [], { alerts: { NodeStalled: { enabled: false } } });
    expect((await explainAlert(off.live, 'NodeStalled')).headline).toContain('fleet.yaml turns it off');
    const { live } = await around({});
    const edges = live.fleet.edges.filter(({ audience }) => audience === 'internal');
    const told = await explainAlert({ ...live, fleet: { ...live.fleet, edges } }, 'EdgeDown');
    expect(told.headline).toContain('nothing that it could be about');
  });

  test('the Watchdog is well while it fires, and only then', async () => {
    const beat = { labels: { alertname: 'Watchdog', severity: 'info' }, state: 'firing' };
    expect((await explainAlert((await around({ alerts: [beat] })).live, 'Watchdog')).well).toBe(true);
    expect((await explainAlert((await around({})).live, 'Watchdog')).well).toBe(false);
  });
});
