import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { metrics } from '../../../collector/catalogue/index.ts';
import { isolationPorts } from '../../../collector/config/cloudflareSchema.ts';
import type { FleetEdge } from '../../../collector/config/fleet.ts';
import { Secret } from '../../../collector/config/secret.ts';
import type { Log } from '../../../collector/log.ts';
import { hostnamesOf, isBehind } from '../../../exporters/isolation/edgeAddresses.ts';
import { createIsolationRound, type IsolationOptions } from '../../../exporters/isolation/index.ts';
import { isPrivate, isPublished, listOf } from '../../../exporters/isolation/ranges.ts';
import { tryOrigin } from '../../../exporters/isolation/tryOrigin.ts';
import type { PortState } from '../../../exporters/isolation/tryPort.ts';
import { createRecorded } from '../cloudflare/rest/support/recording.ts';

const servers: Server[] = [];
const listening = async (backlog?: number): Promise<number> => {
  const server = createServer((socket) => socket.destroy());
  servers.push(server);
  await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1', backlog }, resolve));
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
};
/** A port that nobody listens on (any more). */
const closedPort = async (): Promise<number> => {
  const port = await listening();
  await new Promise((resolve) => servers.pop()?.close(resolve));
  return port;
};
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

const loopback = new Secret('127.0.0.1');
const sees = async () => true;
const blind = async () => false;
const noControls = async () => undefined;
describe('an origin', () => {
  test('whose ports are all refused is closed', async () => {
    const ports = [await closedPort(), await closedPort()];
    expect(await tryOrigin({ address: loopback, ports }, { seesInternet: sees })).toMatchObject({ result: 'closed' });
  });

  test('with one port that takes a connection is open, whatever we see of the Internet', async () => {
    const open = await listening();
    const ports = [await closedPort(), open, await closedPort()];
    const reading = await tryOrigin({ address: loopback, ports }, { seesInternet: blind });
    expect(reading).toMatchObject({ result: 'open', open: [open] });
  });

  test('is unknown while we do not see the Internet ourselves', async () => {
    const ports = [await closedPort()];
    expect((await tryOrigin({ address: loopback, ports }, { seesInternet: blind })).result).toBe('unknown');
  });

  test('that is silent is closed only when we see the Internet, and unknown where a port could not be tried', async () => {
    const result = async (state: PortState, seesInternet: () => Promise<boolean | undefined>) =>
      (await tryOrigin({ address: loopback, ports: [1, 2] }, { seesInternet, tryOne: async () => state })).result;
    expect(await result('silent', sees)).toBe('closed');
    expect(await result('silent', blind)).toBe('unknown');
    // Without controls nobody knows whose silence it is; a refusal came from over there.
    expect(await result('silent', noControls)).toBe('unknown');
    expect(await result('refused', noControls)).toBe('closed');
    expect(await result('unknown', sees)).toBe('unknown');
  });

  test('whose address is private, does not resolve or is not known is unknown', async () => {
    const result = async (address: Secret | undefined, addresses: readonly string[]) =>
      (await tryOrigin({ address, ports: [8545] }, { seesInternet: sees, addressesOf: async () => addresses })).result;
    expect(await result(new Secret('node.example.org'), ['10.8.0.11'])).toBe('unknown');
    expect(await result(new Secret('node.example.org'), [])).toBe('unknown');
    expect(await result(undefined, [])).toBe('unknown');
  });

  test("whose address is Cloudflare's own is unknown: behind a proxied name nobody tries the machine", async () => {
    const reading = await tryOrigin(
      { address: new Secret('rpc.example.org'), ports: [8545] },
      { seesInternet: sees, addressesOf: async () => ['104.16.1.1'], tryOne: async () => 'refused' },
    );
    expect(reading).toMatchObject({ result: 'unknown', detail: expect.stringContaining("one of Cloudflare's") });
  });

  test('has the ports that Cloudflare comes by tried too, where fleet.yaml names none', () => {
    expect(isolationPorts).toEqual(expect.arrayContaining([80, 443, 8547, 9642, 6070, 5052]));
  });

  test('is tried on each of its addresses', async () => {
    const open = await listening();
    const reading = await tryOrigin(
      { address: new Secret('node.example.org'), ports: [open] },
      { seesInternet: sees, addressesOf: async () => ['127.0.0.2', '127.0.0.1'] },
    );
    expect(reading.result).toBe('open');
  });
});

describe("Cloudflare's ranges", () => {
  test.each(['104.16.132.229', '172.67.1.1', '2606:4700::6810:84e5', '162.159.0.1'])('hold %s', (address) =>
    expect(isPublished(address)).toBe(true),
  );
  test.each(['104.32.0.1', '203.0.113.7', '2001:db8::1', '127.0.0.1', 'rpc.example.org', ''])(
    'do not hold %j',
    (address) => expect(isPublished(address)).toBe(false),
  );
  test('what is no range makes no list', () => {
    expect(listOf(['104.16.0.0/13', 'all'])).toBeUndefined();
    expect(listOf(['104.16.0.0/33'])).toBeUndefined();
    expect(isPrivate('192.168.1.1') && isPrivate('fe80::1') && !isPrivate('8.8.8.8')).toBe(true);
  });
});

const edge = (name: string, url: string, via: 'cloudflare' | 'direct' = 'cloudflare'): FleetEdge => ({
  role: 'edge',
  name,
  chain: 'arbitrum-one',
  endpoint: { url: new Secret(url), headers: {}, via },
  audience: 'members',
  journey: 'evm-generic',
  ws: undefined,
  beacon: undefined,
  keyed: undefined,
  regions: {},
  carry: 1,
  alias: name,
});

describe('the hostname of an edge', () => {
  test('is behind when every address is, not when one is not, unknown when a name does not resolve', async () => {
    const judged = (found: Record<string, readonly string[]>) =>
      isBehind(Object.keys(found), isPublished, async (host) => found[host] ?? []);
    expect(await judged({ a: ['104.16.0.1', '2606:4700::1'] })).toBe(true);
    expect(await judged({ a: ['104.16.0.1', '203.0.113.7'] })).toBe(false);
    expect(await judged({ a: ['104.16.0.1'], b: [] })).toBeUndefined();
    expect(await judged({ a: [], b: ['203.0.113.7'] })).toBe(false);
    expect(await judged({})).toBeUndefined();
  });

  test('counts with that of its WebSocket; addresses and names of our own are none', () => {
    const named = { ...edge('arb', 'https://RPC.example.org/key'), ws: new Secret('wss://ws.example.org/') };
    expect(hostnamesOf(named)).toEqual(['rpc.example.org', 'ws.example.org']);
    for (const own of [
      'http://127.0.0.1:1/',
      'http://[::1]:1/',
      'http://localhost/',
      'http://x.invalid/',
      'http://a.localhost/',
    ])
      expect(hostnamesOf(edge('arb', own))).toEqual([]);
  });
});

describe('a round', () => {
  const warned: string[] = [];
  const log = { info: () => {}, error: () => {}, warn: (fields: object) => void warned.push(JSON.stringify(fields)) };
  const fleet = (ports: Readonly<Record<string, readonly number[]>>): IsolationOptions['fleet'] => ({
    edges: [edge('arb', 'https://rpc.example.org/'), edge('eth', 'https://eth.example.org/', 'direct')],
    cloudflare: undefined,
    isolation: {
      every: 600,
      origins: Object.entries(ports).map(([name, list]) => ({ name, address: loopback, file: undefined, ports: list })),
    },
  });

  test('tells each origin by name, the worst of all as the count, and the edges that should be behind', async () => {
    const recorded = createRecorded();
    const [shut, open] = [await closedPort(), await listening()];
    const of = { ...fleet({ 'arb-eu': [shut], 'arb-us': [open] }) };
    const found: Record<string, readonly string[]> = { 'rpc.example.org': ['104.16.0.1'] };
    const round = createIsolationRound({
      fleet: of,
      recorder: recorded,
      seesInternet: sees,
      addressesOf: async (host) => found[host] ?? [],
      // pino's own types are wider than what is called here.
      log: log as unknown as Log,
      now: () => 1_800_000_000_000,
    });
    await round();
    expect(recorded.of(metrics.isolation, true)).toEqual({
      '{origin="arb-eu",result="closed"}': 1,
      '{origin="arb-us",result="open"}': 1,
    });
    expect(recorded.of(metrics.isolationChecked)).toEqual({
      '{result="closed"}': 0,
      '{result="open"}': 1,
      '{result="unknown"}': 0,
    });
    expect(recorded.of(metrics.isolationAt)).toEqual({ '{}': 1_800_000_000 });
    expect(recorded.of(metrics.edgeBehind)).toEqual({ '{target="arb"}': 1 });
    expect(warned).toEqual([`{"origin":"arb-us","ports":[${open}]}`]);
    expect([...recorded.series.keys(), ...warned].join()).not.toContain('127.0.0.1');

    await new Promise((resolve) => servers.pop()?.close(resolve));
    found['rpc.example.org'] = [];
    await round();
    expect(recorded.of(metrics.isolationChecked)).toMatchObject({ '{result="closed"}': 1, '{result="open"}': 1 });
    // A name that does not resolve says nothing.
    expect(recorded.of(metrics.edgeBehind)).toEqual({});
  });

  test('takes newer ranges where Cloudflare tells them, and keeps its own where that is no list', async () => {
    const judge = async (told: readonly string[] | undefined) => {
      const recorded = createRecorded();
      await createIsolationRound({
        fleet: { ...fleet({}), isolation: undefined },
        recorder: recorded,
        seesInternet: sees,
        addressesOf: async () => ['198.51.100.1'],
        freshRanges: async () => told,
      })();
      return recorded.of(metrics.edgeBehind)['{target="arb"}'];
    };
    expect(await judge(undefined)).toBe(0);
    expect(await judge(['198.51.100.0/24'])).toBe(1);
    expect(await judge(['everything'])).toBe(0);
    expect(await judge([])).toBe(0);
  });
});
