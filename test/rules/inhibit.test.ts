/** What mutes what: from cause to symptom, at the children of the cause alone, and never a page. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { alertmanagerConfig, alertmanagerFile } from '../../alerts/routing/alertmanager.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import { freePorts } from '../../demo/stack/ports.ts';
import { eventually } from '../contract/router/world.ts';
import { everyAlert } from './support/everyAlert.ts';
import { fleetOf } from './support/fleets.ts';
import { inhibits, type Labels, matches } from './support/routeWalk.ts';
import { createServers } from './support/servers.ts';

/** Two ways to L1: arb-eu and arb-ap read through the edge `eth`, arb-us through an edge of its own with one node. */
const twoWays = fleetOf('example', {
  edit: [
    ['    regions: { eu: [eth-a, eth-b] }', '    regions: { eu: [eth-a] }'],
    [
      '# Collectors elsewhere',
      '  - { name: eth-us, chain: ethereum, audience: internal, journey: l1-reader, rpc: "https://l1-us.example.org", regions: { eu: [eth-b] } }\n# Collectors elsewhere',
    ],
    [
      'host: 10.8.0.12,\n      ws: "ws://10.8.0.12:8548",\n      metrics: true,\n      parent: "edge:eth"',
      'host: 10.8.0.12,\n      ws: "ws://10.8.0.12:8548",\n      metrics: true,\n      parent: "edge:eth-us"',
    ],
  ],
});

const fleets: Readonly<Record<string, Fleet>> = {
  example: fleetOf('example'),
  minimal: fleetOf('minimal'),
  'with two ways to L1': twoWays,
  'with an L1 edge of two regions': fleetOf('example', {
    edit: [['regions: { eu: [eth-a, eth-b] }', 'regions: { eu: [eth-a], us: [eth-b] }']],
  }),
  'whose nodes read L1 from a node': fleetOf('example', { edit: [['parent: "edge:eth"', 'parent: "node:eth-a"']] }),
  'that pages on a halt': fleetOf('example', { edit: [['objective: 99.98', 'objective: 99.98, page_on_halt: true']] }),
  'made quieter': fleetOf('example', {
    edit: [
      [
        'controls:',
        'alerts: { InternalEdgeDown: { severity: info }, FinalityLagging: { severity: info }, NodeUnreachable: { severity: info } }\ncontrols:',
      ],
    ],
  }),
};

/** Made once for each fleet: thousands of pairs are held against them. */
const rulesOf = new WeakMap<Fleet, ReturnType<typeof alertmanagerConfig>['inhibit_rules']>();
const muted = (fleet: Fleet, source: Labels, target: Labels): boolean => {
  const rules = rulesOf.get(fleet) ?? alertmanagerConfig(fleet, 'files').inhibit_rules;
  rulesOf.set(fleet, rules);
  return rules.some((rule) => inhibits(rule, source, target));
};

const at = (fleet: Fleet, alertname: string, name: string): Labels => {
  const { chain, region } = fleet.nodes.find((node) => node.name === name) ?? { chain: 'ethereum', region: 'eu' };
  return { alertname, severity: 'warning', target: name, chain, region };
};
const edgeDown = (name: string, region = 'eu'): Labels => ({ ...at(twoWays, 'InternalEdgeDown', name), region });
const symptoms = ['NodeL1PathBroken', 'NodeBlobPathBroken', 'NodeBatchesBehind', 'NodeTagsFrozen'];

describe.each(Object.entries(fleets))('a fleet %s', (_title, fleet) => {
  const grave: Readonly<Record<string, number>> = { info: 1, warning: 2, page: 3 };
  const all = everyAlert(fleet);

  test('mutes no page, and nothing by what matters less, whatever fires beside it', () => {
    const { inhibit_rules: rules } = alertmanagerConfig(fleet, 'files');
    expect(rules.length).toBeGreaterThan(0);
    for (const rule of rules) {
      const sources = all.filter((labels) => rule.source_matchers.every((one) => matches(one, labels)));
      const targets = all.filter((labels) => rule.target_matchers.every((one) => matches(one, labels)));
      expect(sources.length, rule.source_matchers.join()).toBeGreaterThan(0);
      expect(targets.length, rule.target_matchers.join()).toBeGreaterThan(0);
      expect(targets.filter(({ severity, page_class }) => severity === 'page' || page_class)).toEqual([]);
      const least = Math.min(...sources.map(({ severity }) => grave[severity ?? ''] ?? 0));
      const most = Math.max(...targets.map(({ severity }) => grave[severity ?? ''] ?? 9));
      expect(least, `${rule.source_matchers} mutes ${rule.target_matchers}`).toBeGreaterThanOrEqual(most);
    }
  });

  test('mutes nothing because a machine is not heard of', () => {
    const machine: Labels = { alertname: 'HostDown', severity: 'warning', host: 'host-eu', region: 'eu' };
    expect(all.filter((labels) => muted(fleet, machine, { ...labels, host: 'host-eu' }))).toEqual([]);
  });
});

describe('analytics that do not come', () => {
  const { example = twoWays } = fleets;
  const about = (alertname: string, dataset: string, zone = 'example.org'): Labels => ({
    ...{ alertname, severity: 'warning', scope: 'cloudflare', region: 'all', zone, dataset },
  });
  const mutes = (dataset: string, alertname: string, zone?: string): boolean =>
    muted(example, about('AnalyticsStale', dataset), about(alertname, '', zone));

  test('mute what is made of them, in their zone alone', () => {
    expect(mutes('origin', 'OriginUnreachable') && mutes('origin', 'OriginErrors')).toBe(true);
    expect(mutes('latency', 'EdgeLatency') && mutes('latency', 'OriginLatency')).toBe(true);
    expect(mutes('security', 'AttackSurge') && mutes('edge', 'RateLimitSurge')).toBe(true);
    expect(mutes('load_balancing', 'RegionShift')).toBe(true);
    expect(mutes('origin', 'OriginUnreachable', 'example.net')).toBe(false);
  });

  test('mute nothing that is told by others: pools, isolation, nor what another dataset tells', () => {
    for (const other of ['PoolDown', 'FallbackActive', 'OriginExposed', 'TokenInvalid', 'EdgeDown'])
      expect(mutes('origin', other), other).toBe(false);
    expect(mutes('colo', 'OriginUnreachable')).toBe(false);
  });
});

describe('an L1 edge that is down', () => {
  test('explains what its children say of L1 and of blobs, and nothing of anyone else', () => {
    for (const symptom of symptoms) {
      expect(muted(twoWays, edgeDown('eth'), at(twoWays, symptom, 'arb-eu')), symptom).toBe(true);
      expect(muted(twoWays, edgeDown('eth'), at(twoWays, symptom, 'arb-ap')), symptom).toBe(true);
      expect(muted(twoWays, edgeDown('eth'), at(twoWays, symptom, 'arb-us')), symptom).toBe(false);
      expect(muted(twoWays, edgeDown('eth-us'), at(twoWays, symptom, 'arb-us')), symptom).toBe(true);
    }
  });

  test('does not explain what a child says of its head, its feed or its memory, nor the nodes behind the edge', () => {
    for (const other of ['NodeStalled', 'NodeUnreachable', 'NodeLagging', 'NodeFeedLost', 'NodeThrottling'])
      expect(muted(twoWays, edgeDown('eth'), at(twoWays, other, 'arb-eu')), other).toBe(false);
    for (const behind of ['NodeUnreachable', 'BlobsMissing', 'NodeFinalityLagging'])
      expect(muted(twoWays, edgeDown('eth'), at(twoWays, behind, 'beacon-a')), behind).toBe(false);
  });

  test('in one of its regions explains the children in that region alone', () => {
    const fleet = fleets['with an L1 edge of two regions'] ?? twoWays;
    expect(muted(fleet, edgeDown('eth', 'us'), at(fleet, 'NodeL1PathBroken', 'arb-us'))).toBe(true);
    expect(muted(fleet, edgeDown('eth', 'us'), at(fleet, 'NodeL1PathBroken', 'arb-eu'))).toBe(false);
    // Which region serves ap is the load balancer's to know.
    expect(muted(fleet, edgeDown('eth', 'us'), at(fleet, 'NodeL1PathBroken', 'arb-ap'))).toBe(false);
  });
});

describe('an own L1 node that is down', () => {
  const explained = (fleet: Fleet, source: string, of: string, symptom: string, child: string): boolean =>
    muted(fleet, at(fleet, source, of), at(fleet, symptom, child));

  test.each(['NodeUnreachable', 'NodeStalled', 'NodeSyncing', 'NodeWrongChain'])(
    'by %s explains what its children say when they have no other',
    (source) => {
      const direct = fleets['whose nodes read L1 from a node'] ?? twoWays;
      for (const symptom of symptoms) {
        expect(explained(direct, source, 'eth-a', symptom, 'arb-eu'), symptom).toBe(true);
        expect(explained(twoWays, source, 'eth-a', symptom, 'arb-eu'), symptom).toBe(true);
        expect(explained(twoWays, source, 'eth-a', symptom, 'arb-us'), symptom).toBe(false);
        expect(explained(direct, source, 'eth-b', symptom, 'arb-eu'), symptom).toBe(false);
      }
    },
  );

  test('explains nothing while another one is behind the same edge, or while it only lags', () => {
    const example = fleets.example ?? twoWays;
    for (const symptom of symptoms) {
      expect(explained(example, 'NodeUnreachable', 'eth-a', symptom, 'arb-eu'), symptom).toBe(false);
      expect(explained(twoWays, 'NodeLagging', 'eth-a', symptom, 'arb-eu'), symptom).toBe(false);
    }
  });

  test('its consensus node explains blobs, not the way to L1', () => {
    for (const source of ['NodeUnreachable', 'BlobsMissing']) {
      expect(explained(twoWays, source, 'beacon-a', 'NodeBlobPathBroken', 'arb-eu'), source).toBe(true);
      expect(explained(twoWays, source, 'beacon-a', 'NodeBatchesBehind', 'arb-eu'), source).toBe(true);
      expect(explained(twoWays, source, 'beacon-a', 'NodeL1PathBroken', 'arb-eu'), source).toBe(false);
      expect(explained(twoWays, source, 'beacon-a', 'NodeBlobPathBroken', 'arb-us'), source).toBe(false);
    }
  });
});

describe('a chain', () => {
  const of = (alertname: string, chain: string): Labels => ({ alertname, severity: 'warning', chain, region: 'all' });
  const example = fleets.example ?? twoWays;

  test('that stands still explains what a still head brings with it, on that chain', () => {
    const halted = of('ChainHalted', 'arbitrum-one');
    for (const name of ['NodeStalled', 'NodeLagging', 'NodeFeedLost', 'NodeTagsFrozen', 'PublisherUnhealthy'])
      expect(muted(example, halted, at(example, name, 'arb-eu')), name).toBe(true);
    for (const name of ['FeedSilent', 'BatchPosterStopped'])
      expect(muted(example, halted, of(name, 'arbitrum-one')), name).toBe(true);
    for (const name of ['NodeUnreachable', 'NodeWrongChain', 'NodeDiverged', 'NodeThrottling', 'NodeLogsDiffer'])
      expect(muted(example, halted, at(example, name, 'arb-eu')), name).toBe(false);
    expect(muted(example, halted, at(example, 'NodeStalled', 'eth-a'))).toBe(false);
    expect(muted(example, of('ChainHalted', 'ethereum'), at(example, 'NodeStalled', 'arb-eu'))).toBe(false);
    expect(muted(example, of('ChainHalted', 'ethereum'), of('BatchPosterStopped', 'arbitrum-one'))).toBe(true);
  });

  test('that does not finalize explains every finality on it and above it, and no other trouble', () => {
    const lagging = of('FinalityLagging', 'ethereum');
    expect(muted(example, lagging, at(example, 'NodeFinalityLagging', 'beacon-a'))).toBe(true);
    expect(muted(example, lagging, at(example, 'NodeTagsFrozen', 'arb-eu'))).toBe(true);
    expect(muted(example, lagging, at(example, 'NodeL1PathBroken', 'arb-eu'))).toBe(false);
    expect(muted(example, lagging, at(example, 'BlobsMissing', 'beacon-a'))).toBe(false);
  });
});

describe('a node', () => {
  const example = fleets.example ?? twoWays;
  const explains = (source: string, symptom: string, of = 'arb-eu'): boolean =>
    muted(example, at(example, source, 'arb-eu'), at(example, symptom, of));

  test('on a fork of its own explains its other blocks and logs, and nobody else’s', () => {
    for (const symptom of ['NodeHashesDiffer', 'SafeBlockReplaced', 'NodeLogsDiffer']) {
      expect(explains('NodeDiverged', symptom), symptom).toBe(true);
      expect(explains('NodeDiverged', symptom, 'arb-us'), symptom).toBe(false);
    }
    expect(explains('NodeDiverged', 'NodeLagging')).toBe(false);
  });

  test('without its feed explains that gaps in it are not filled', () => {
    expect(explains('NodeFeedLost', 'NodeFeedGap')).toBe(true);
    expect(explains('NodeFeedLost', 'NodeFeedGap', 'arb-us')).toBe(false);
  });
});

const held = z.array(
  z.object({ labels: z.record(z.string(), z.string()), status: z.object({ inhibitedBy: z.array(z.string()) }) }),
);

test('a real Alertmanager mutes the child, lets its sibling and every page through, and ends with the cause', async () => {
  const home = mkdtempSync(join(tmpdir(), 'headwatch-inhibit-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  mkdirSync(join(home, 'secrets'));
  writeFileSync(join(home, 'alertmanager.yml'), alertmanagerFile(twoWays, 'inline'));
  const servers = createServers();
  onTestFinished(() => servers.stop());
  const [port = 0] = await freePorts(1);
  await servers.alertmanager(port, join(home, 'alertmanager.yml'), join(home, 'am'));
  const api = `http://127.0.0.1:${port}/api/v2/alerts`;
  const tell = async (alerts: readonly { readonly labels: Labels; readonly endsAt?: string }[]): Promise<void> => {
    const headers = { 'content-type': 'application/json' };
    const { status } = await fetch(api, { method: 'POST', headers, body: JSON.stringify(alerts) });
    expect(status).toBe(200);
  };
  const silent = async (): Promise<readonly string[]> =>
    held
      .parse(await (await fetch(api)).json())
      .filter(({ status }) => status.inhibitedBy.length > 0)
      .map(({ labels }) => `${labels.alertname} ${labels.target}`)
      .toSorted();
  const page: Labels = { ...at(twoWays, 'NodeL1PathBroken', 'arb-eu'), severity: 'page', page_class: 'risk' };
  const symptomsNow = ['arb-eu', 'arb-us'].map((child) => ({ labels: at(twoWays, 'NodeBlobPathBroken', child) }));
  await tell([...symptomsNow, { labels: page }]);
  expect(await silent()).toEqual([]);
  await tell([{ labels: edgeDown('eth') }]);
  await eventually('the muting', async () => (await silent()).length > 0);
  expect(await silent()).toEqual(['NodeBlobPathBroken arb-eu']);
  await tell([{ labels: edgeDown('eth'), endsAt: new Date().toISOString() }]);
  await eventually('the end of it', async () => (await silent()).length === 0);
}, 30_000);
