import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { fleetSchema } from '../../../collector/config/schema.ts';
import { demoFleetYaml } from '../../../demo/fleetFile.ts';
import { simNodes, widerNodes } from '../../../demo/sim/layout.ts';
import { kinds } from '../../../exporters/kinds.ts';

const targets = Object.fromEntries(Object.keys(simNodes).map((name, at) => [name, `http://127.0.0.1:${21_000 + at}`]));
const metrics = { 'arb-eu': 'http://127.0.0.1:24001/debug/metrics/prometheus' };
const feeds = { 'arb-feed': 'ws://127.0.0.1:24002' };
const sim = { targets, metrics, feeds, controls: ['http://127.0.0.1:22001', 'http://127.0.0.1:22002'] };
const extra = {
  collector: '127.0.0.1:23001',
  router: 'http://127.0.0.1:23002',
  public: '127.0.0.1:23003',
  prometheus: 'http://127.0.0.1:23004',
  alertmanager: 'http://127.0.0.1:23005',
  vantages: { us: '127.0.0.1:23006', ap: 'http://127.0.0.1:23007/metrics' },
  discordApi: 'http://127.0.0.1:23008/api/v10',
  pagerduty: 'http://127.0.0.1:23009/v2/enqueue',
  service: 'demo-rpc',
};

describe("the demo's fleet.yaml", () => {
  const fleet = fleetSchema(kinds).parse(parse(demoFleetYaml(sim, extra)));

  it('reaches every node and reference at its simulated address, and nothing outside this machine', () => {
    for (const { name, rpc } of [...fleet.nodes, ...fleet.references]) expect(rpc).toBe(targets[name]);
    expect(fleet.nodes.every(({ host }) => host === undefined)).toBe(true);
    const urls = JSON.stringify(fleet).match(/(https?|wss?):\/\/[^/"]+/g) ?? [];
    expect(urls.filter((url) => !/^(http|ws):\/\/127\.0\.0\.1:/.test(url))).toEqual([]);
  });

  it('scrapes the simulated nodes that show metrics, and listens to the simulated feed', () => {
    expect(fleet.nodes.flatMap(({ name, metrics: page }) => (page === undefined ? [] : [[name, page]]))).toEqual([
      ['arb-eu', metrics['arb-eu']],
    ]);
    expect(fleet.feeds).toEqual([{ name: 'arb-feed', chain: 'arbitrum-one', url: feeds['arb-feed'] }]);
    const without = fleetSchema(kinds).parse(parse(demoFleetYaml({ targets, controls: [] }, extra)));
    expect([without.feeds, without.nodes.filter((node) => node.metrics !== undefined)]).toEqual([[], []]);
  });

  it('leaves the edges to the environment of each vantage', () => {
    expect(fleet.edges.map(({ rpc }) => rpc)).toEqual(['${ARB_EDGE_RPC}', '${ETH_EDGE_RPC}']);
  });

  it('names the listeners and services of the stack', () => {
    expect(fleet.service.name).toBe('demo-rpc');
    expect(fleet.collector.listen).toBe('127.0.0.1:23001');
    const listeners = { listen: '127.0.0.1:23002', public: '127.0.0.1:23003' };
    expect(fleet.router).toEqual({
      ...listeners,
      token_file: 'secrets/router_token',
      public_url: 'http://127.0.0.1:23003',
    });
    expect(fleet.prometheus.url).toBe(extra.prometheus);
    expect(fleet.alertmanagers).toEqual([{ url: extra.alertmanager }]);
    expect(fleet.controls.map(({ url }) => url)).toEqual(sim.controls);
    expect(fleet.notify.discord?.api).toBe(extra.discordApi);
    expect(fleet.notify.pagerduty?.url).toBe(extra.pagerduty);
    expect(fleet.vantages).toEqual([
      { name: 'us', scrape: '127.0.0.1:23006' },
      { name: 'ap', scrape: '127.0.0.1:23007' },
    ]);
  });

  it('keeps the rest of the example: regions, parents, beacons', () => {
    expect(fleet.nodes.find(({ name }) => name === 'arb-us')).toMatchObject({ region: 'us', parent: 'edge:eth' });
    expect(fleet.nodes.find(({ name }) => name === 'eth-b')).toMatchObject({ beacon: 'beacon-b' });
  });

  it('asks the stand-in for Cloudflare where there is one, and tries no machine outside this one', () => {
    expect([fleet.cloudflare, fleet.isolation]).toEqual([undefined, undefined]);
    const api = 'http://127.0.0.1:23010/client/v4';
    const asks = fleetSchema(kinds).parse(parse(demoFleetYaml(sim, { ...extra, cloudflare: api })));
    expect(asks.cloudflare).toMatchObject({
      api,
      zones: ['example.org'],
      hosts: ['arb.example.org', 'eth.example.org'],
    });
    expect(asks.cloudflare?.delay).toBe(60);
    expect(new Set(asks.isolation?.origins.map(({ address }) => address))).toEqual(new Set(['127.0.0.1']));
  });

  it('is wider where that is asked for: a quiet chain with a feed and no edge, and machines', () => {
    const wide = Object.fromEntries(
      Object.keys(widerNodes).map((name, at) => [name, `http://127.0.0.1:${25_000 + at}`]),
    );
    const more = {
      ...sim,
      targets: { ...targets, ...wide },
      metrics: { ...metrics, 'nova-a': 'http://127.0.0.1:25011/debug/metrics/prometheus' },
      feeds: { ...feeds, 'nova-feed': 'ws://127.0.0.1:25012' },
      hosts: { 'host-eu': 'http://127.0.0.1:25013', 'host-us': 'http://127.0.0.1:25014' },
    };
    expect(fleetSchema(kinds).parse(parse(demoFleetYaml(more, extra)))).toEqual(fleet);
    const wider = fleetSchema(kinds).parse(parse(demoFleetYaml(more, { ...extra, wider: true })));
    const quiet = <T extends { readonly chain: string }>(all: readonly T[]): readonly T[] =>
      all.filter(({ chain }) => chain === 'arbitrum-nova');
    expect(quiet(wider.nodes)).toMatchObject([
      { name: 'nova-a', rpc: wide['nova-a'], metrics: more.metrics['nova-a'], parent: 'edge:eth', region: 'eu' },
      { name: 'nova-b', rpc: wide['nova-b'], parent: 'edge:eth', region: 'eu' },
    ]);
    expect(quiet(wider.references).map(({ name }) => name)).toEqual(['nova-ref-1', 'nova-ref-2']);
    expect(quiet(wider.feeds)).toEqual([{ name: 'nova-feed', chain: 'arbitrum-nova', url: 'ws://127.0.0.1:25012' }]);
    expect(wider.edges).toEqual(fleet.edges);
    expect(Object.values(wider.hosts).map(({ exporter }) => exporter)).toEqual([
      '127.0.0.1:25013',
      '127.0.0.1:25014',
      undefined,
    ]);
  });

  it('says what else a stack wants: an objective, vantages that ship or share a region, what an edge offers', () => {
    const more = fleetSchema(kinds).parse(
      parse(
        demoFleetYaml(sim, {
          ...extra,
          objective: 90,
          vantages: { us: { scrape: '127.0.0.1:1' }, 'us-2': { region: 'us' }, ap: { listen: 'http://127.0.0.1:2' } },
          writeUrl: 'http://127.0.0.1:23004/api/v1/write',
          edges: { arb: { ws: '${ARB_EDGE_WS}' }, eth: { beacon: '${ETH_EDGE_RPC}' } },
        }),
      ),
    );
    expect(more.service.objective).toBe(90);
    expect(fleet.service.objective).toBe(99.98);
    expect(more.vantages).toMatchObject([
      { name: 'us', scrape: '127.0.0.1:1' },
      { name: 'us-2', region: 'us' },
      { name: 'ap', listen: '127.0.0.1:2' },
    ]);
    expect(more.vantages.map(({ scrape }) => scrape)).toEqual(['127.0.0.1:1', undefined, undefined]);
    expect(more.prometheus.write_url).toBe('http://127.0.0.1:23004/api/v1/write');
    expect(more.edges.map(({ ws, beacon }) => [ws, beacon])).toEqual([
      ['${ARB_EDGE_WS}', undefined],
      [undefined, '${ETH_EDGE_RPC}'],
    ]);
    expect(fleet.edges[0]?.ws).toBeUndefined();
    expect(fleet.prometheus.write_url).toBeUndefined();
  });

  it('says which node the simulator lacks', () => {
    const { 'arb-us': _, ...fewer } = targets;
    expect(() => demoFleetYaml({ ...sim, targets: fewer }, extra)).toThrow(/no arb-us/);
  });
});
