/** A stall of arb-eu, as router, ledger and collectors kept it, with planted names wherever somebody could put one. */
import type { Kept, Postmortem, ToldMonth } from '../../../alerts/postmortem/model.ts';
import { createFlightRecorder } from '../../../collector/record/flightRecorder.ts';
import type { RecordingHeader } from '../../../collector/record/lines.ts';
import { tellRecording } from '../../../collector/record/tellRecording.ts';
import { fleetOf } from '../../rules/support/fleets.ts';

export const fleet = fleetOf('example', {
  edit: [
    ['      metrics: true,\n', ''],
    ['host: 10.8.0.11', 'rpc: "https://arb-eu.rack7.planted-origin.example/v3/planted0node0key0123"'],
    ['"${ARB_EDGE_RPC}"', '"https://rpc.planted-edge.example/planted0edge0key0123456"'],
  ],
});

/** 2026-11-07 03:12:07 UTC: the last fresh block. */
export const t0 = Date.UTC(2026, 10, 7, 3, 12, 7) / 1000;
const bad = t0 + 30;
const over = bad + 221;

export const people = ['ada.lovelace', 'bo planted'];

const labels = { scope: 'edge:arb', region: 'eu', severity: 'page', page_class: 'outage', target: 'arb' };

export const kept: Kept = {
  incident: {
    ...{ id: '2026-11-07-1', scope: 'edge:arb', region: 'eu', state: 'resolved', severity: 'page', peak: 'page' },
    ...{ headline: 'EdgeDown', openedAt: bad + 4, resolvedAt: over + 61, reopened: 0 },
    ...{ acknowledgedAt: bad + 40, acknowledgedBy: 'ada.lovelace' },
    causes: [
      { cause: 'edge', detail: '', at: bad + 22 },
      { cause: 'own_node', detail: 'arb-eu', at: bad + 31 },
      { cause: 'own_node', detail: 'said bo planted', at: over + 300 },
    ],
    alerts: [
      {
        ...{ name: 'EdgeDown', status: 'resolved', severity: 'page', pageClass: 'outage' },
        labels: { alertname: 'EdgeDown', ...labels },
        annotations: {
          summary: 'Members get no fresh blocks.',
          description: 'The edge was bad for 21 s of the last 60 s; ask https://planted-wiki.example/arb-eu.',
          impact: 'Members in this region earn nothing.',
          action: 'Call planted-hotline.',
          runbook_url: 'https://planted-runbooks.example/EdgeDown',
        },
        startsAt: bad + 21,
        endsAt: over + 61,
      },
      {
        ...{ name: 'NodeStalled', status: 'resolved', severity: 'warning', pageClass: null },
        labels: { alertname: 'NodeStalled', scope: 'node:arb-eu', region: 'eu', target: 'arb-eu' },
        annotations: { summary: 'A node has stopped at an old block.', description: 'arb-eu | 72 s behind.' },
        startsAt: bad + 4,
        endsAt: over + 60,
      },
      {
        ...{ name: 'PlantedDiskRule', status: 'resolved', severity: 'info', pageClass: null },
        labels: { alertname: 'PlantedDiskRule', scope: 'edge:arb', region: 'eu', target: 'planted-disk-7' },
        annotations: { summary: 'planted-disk-7 is full at 10.99.0.7.', description: 'planted-secret-place' },
        startsAt: bad + 50,
        endsAt: over,
      },
    ],
  },
  timeline: [
    { at: bad + 5, kind: 'opened', text: 'Opened as warning: edge:arb, eu.', by: null },
    { at: bad + 5, kind: 'alert_fired', text: 'Fires: NodeStalled arb-eu (warning).', by: null },
    { at: bad + 22, kind: 'escalated', text: 'Escalated from warning to page.', by: null },
    { at: bad + 22, kind: 'alert_fired', text: 'Fires: EdgeDown arb (page).', by: null },
    { at: bad + 22, kind: 'page_due', text: 'Page due: EdgeDown arb. Alertmanager sends it to PagerDuty.', by: null },
    { at: bad + 23, kind: 'posted', text: 'Card posted.', by: null },
    { at: bad + 31, kind: 'cause', text: 'Cause: own node, arb-eu (before: edge).', by: null },
    { at: bad + 40, kind: 'acknowledged', text: 'Acknowledged.', by: 'ada.lovelace' },
    { at: bad + 51, kind: 'alert_fired', text: 'Fires: PlantedDiskRule planted-disk-7 (info).', by: null },
    { at: bad + 60, kind: 'silenced', text: 'Silenced 15 m: NodeStalled arb-eu.', by: 'bo planted' },
    { at: bad + 70, kind: 'note', text: 'restarted on rack7.planted.internal.example by hand', by: 'bo planted' },
    { at: over + 61, kind: 'alert_cleared', text: 'Clear: EdgeDown arb, NodeStalled arb-eu.', by: null },
    { at: over + 61, kind: 'resolved', text: 'Resolved after 4 m 38 s.', by: null },
    { at: over + 300, kind: 'cause', text: 'Cause confirmed: own node.', by: 'bo planted' },
  ],
  outage: { from: bad, to: over, fault: 'stale', detail: '' },
  recording: {
    parts: [
      { vantage: 'eu', from: t0 - 870, to: t0 + 30, bytes: 60_000 },
      { vantage: 'eu', from: t0 + 30, to: over + 62, bytes: 20_000 },
    ],
    missing: [
      { vantage: 'us', why: 'it ships its samples and cannot be asked from here' },
      { vantage: 'ap', why: 'it ships its samples and cannot be asked from here' },
    ],
  },
};

const noFaults = { no_http: 0, bad_answer: 0, stale: 0, journey: 0 };
export const month: ToldMonth = {
  ...{ edge: 'arb', month: '2026-11', budgetSeconds: 518.4, settledTo: over + 3600, knownTo: over + 3600 },
  any: { region: 'any', seconds: { good: 500_000, bad: 300, halted: 0, unknown: 10 } },
  regions: ['eu', 'us', 'ap'].map((region) => ({
    region,
    seconds: { good: 500_000, bad: region === 'eu' ? 300 : 0, halted: 0, unknown: 0 },
  })),
  intervals: [
    {
      ...{ id: `arb/eu/bad/${bad}`, region: 'eu', state: 'bad', from: bad, to: over, seconds: 221, counts: 'own_node' },
      faults: { ...noFaults, stale: 200, no_http: 21 },
      evidence: {
        nodes: {
          'arb-eu': { verdict: 'stalled', seconds: 220 },
          'arb-gone': { verdict: 'planted-verdict', seconds: 1 },
        },
        references: { answered: 2, asked: 2 },
        chain: 'live',
        otherRegions: { us: 0, 'planted-region': 3 },
      },
    },
    // Of a week before: none of this incident's.
    {
      ...{ id: `arb/eu/bad/${bad - 600_000}`, region: 'eu', state: 'bad', from: bad - 600_000, to: bad - 599_921 },
      ...{ seconds: 79, counts: 'edge', faults: { ...noFaults, no_http: 79 } },
      evidence: { nodes: {}, references: { answered: 0, asked: 0 }, chain: null, otherRegions: {} },
    },
  ],
};

/** As two parts of one vantage, told by the recorder itself. */
export const recording = async (): Promise<string> => {
  const recorder = createFlightRecorder(t0 - 60);
  const head = (at: number, lag: number) => ({
    number: Math.floor((at - lag) * 4),
    timestamp: Math.floor(at - lag),
    hash: '',
  });
  for (let at = t0 - 60; at < over + 61; at += 1) {
    for (const name of ['arb-eu', 'arb-us', 'arb']) {
      const lag = name === 'arb-us' || at < t0 || at >= over ? 0.2 : at - t0;
      const timing = { sentWall: at * 1000, sentMono: 0, receivedMono: 18 };
      if (name === 'arb' && at >= over - 21 && at < over)
        recorder.light(name, { ok: false, reason: 'timeout', ...timing }, undefined);
      else recorder.light(name, { ok: true, value: head(at, lag), ...timing }, lag);
    }
    recorder.head('arbitrum-one', at, { head: head(at, 0), sources: 4, uncertainty: 0.1 });
    if (at % 5 === 0)
      recorder.event({ kind: 'controls', asked: 2, answered: at > t0 + 100 && at < t0 + 110 ? 1 : 2 }, at);
    if (at % 5 === 0) {
      const fails = at > bad && at < over;
      const [outcome, step] = fails ? (['regressed', 'head'] as const) : (['ok', null] as const);
      recorder.event({ kind: 'journey', target: 'arb', list: 'full', outcome, step }, at);
    }
  }
  recorder.event({ kind: 'verdict', target: 'arb-eu', was: 'ok', verdict: 'lagging', reason: 'behind' }, t0 + 15);
  recorder.event({ kind: 'verdict', target: 'arb-eu', was: 'lagging', verdict: 'stalled', reason: 'no_progress' }, bad);
  recorder.event({ kind: 'edge', target: 'arb', region: 'eu', state: 'bad', fault: 'stale', reason: 'behind' }, bad);
  recorder.event({ kind: 'edge', target: 'arb', region: 'eu', state: 'good', fault: null, reason: 'fresh' }, over);
  recorder.event({ kind: 'verdict', target: 'arb-eu', was: 'stalled', verdict: 'ok', reason: 'fresh' }, over + 5);
  const header: Omit<RecordingHeader, 'from' | 'to'> = {
    ...{ kind: 'recording', format: 1, vantage: 'eu', central: true, version: '0.1.0' },
    targets: [
      {
        ...{ name: 'arb-eu', role: 'node', chain: 'arbitrum-one', region: 'eu', kind: 'arbitrum-nitro' },
        clientVersion: 'nitro/planted-identity/v3.10.0-abcdef0/linux-amd64/go1.25',
      },
      { name: 'arb-us', role: 'node', chain: 'arbitrum-one', region: 'us', kind: 'arbitrum-nitro' },
      { name: 'arb', role: 'edge', chain: 'arbitrum-one', region: 'eu' },
    ],
  };
  const parts: string[] = [];
  for (const range of [
    { from: t0 - 870, to: t0 + 30 },
    { from: t0 + 30, to: over + 62 },
  ])
    for await (const part of tellRecording(recorder, header, range)) parts.push(part);
  // What no recorder writes, in a file that somebody may have touched.
  parts.push(`${JSON.stringify({ t: t0, kind: 'light', target: 'arb-eu', url: 'https://planted-line.example' })}\n`);
  parts.push(`${JSON.stringify({ t: t0, kind: 'planted', text: 'planted-line' })}\nplanted-line\n`);
  return parts.join('');
};

export const postmortem = async (): Promise<Postmortem> => ({
  ...{
    forOthers: false,
    kept,
    months: [month],
    recording: await recording(),
    version: '0.1.0',
    writtenAt: over + 7200,
  },
  service: 'example-rpc',
  rules: [{ alert: 'EdgeDown', expr: 'planted_expression{target="arb"} > 20' }],
  clients: { 'arb-eu': 'nitro/planted-identity/v3.10.0-abcdef0/linux-amd64/go1.25' },
});
