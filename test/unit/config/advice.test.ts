import { expect, test } from 'vitest';
import { adviceFor } from '../../../collector/config/advice.ts';
import { parse } from './support.ts';

const about = (text: string, options: Parameters<typeof parse>[1] = {}): readonly string[] =>
  adviceFor(parse(text, options)).map((advice) => `${advice.about}: ${advice.text}`);

const head = 'service: { name: test }\nvantage: eu\n';
const refs = `references:
  - { name: r1, chain: ethereum, rpc: "https://one.example.org/a" }
  - { name: r2, chain: ethereum, rpc: "https://two.example.org/" }
`;
const controls = 'controls: [{ url: "https://www.cloudflare.com/" }, { url: "https://www.debian.org/" }]\n';
const notify =
  'notify: { discord: { operators_file: d }, pagerduty: { routing_key_file: p }, deadman: { url_file: u } }\nrouter: { token_file: t }\n';
const readFile = (path: string) => (path.endsWith('p') ? 'key' : 'https://example.org/x');
const pair = `nodes:
  - { name: eth-a, kind: ethereum-execution, chain: ethereum, region: eu, host: 10.8.0.21, beacon: beacon-a }
  - { name: eth-b, kind: ethereum-execution, chain: ethereum, region: eu, host: 10.8.0.22, beacon: beacon-b }
  - { name: beacon-a, kind: ethereum-consensus, chain: ethereum, region: eu, host: 10.8.0.21 }
  - { name: beacon-b, kind: ethereum-consensus, chain: ethereum, region: eu, host: 10.8.0.22 }
`;
const edge = (regions = '{ eu: [eth-a, eth-b] }', audience = 'members') =>
  `edges: [{ name: e, chain: ethereum, audience: ${audience}, journey: evm-generic, rpc: "https://e/", regions: ${regions} }]\n`;
const good = head + pair + refs + controls + notify + edge();

test('a fleet with two of everything needs no advice', () => {
  expect(about(good, { readFile })).toEqual([]);
});

test('fewer than three sources, and fewer than two references', () => {
  const lone = `${head}nodes: [{ name: n, kind: evm, chain: ethereum, region: eu, host: n.example.org }]\n${controls}${notify}`;
  const few = about(lone, { readFile });
  expect(few).toContainEqual(expect.stringMatching(/^chain:ethereum: 1 independent source for ethereum: /));
  expect(few).toContainEqual(expect.stringMatching(/^chain:ethereum: No reference for ethereum: .*two references/));
  const one = about(`${lone}references: [{ name: r, chain: ethereum, rpc: "https://one.example.org/" }]`, { readFile });
  expect(one).toContainEqual(expect.stringMatching(/^chain:ethereum: 2 independent sources /));
  expect(one).toContainEqual(expect.stringMatching(/^chain:ethereum: One reference .*a second one of another/));
});

test('an execution node and its beacon are one source; two addresses of one provider are one reference', () => {
  const one = pair
    .split('\n')
    .filter((line) => !line.includes('-b'))
    .join('\n')
    .replace('host: 10.8.0.21, beacon: beacon-a', 'host: 10.8.0.21, beacon: beacon-a');
  const text = head + one + refs.replace('two.example.org/', 'one.example.org/b') + controls + notify;
  const advice = about(`${text}`.replace(/.*eth-b.*\n/, ''), { readFile });
  expect(advice).toContainEqual(expect.stringMatching(/^chain:ethereum: 2 independent sources /));
  expect(advice).toContainEqual(expect.stringMatching(/^chain:ethereum: One reference /));
});

test('a parked node is no source, and an unpaired beacon is named', () => {
  const text = good.replace(', beacon: beacon-b', '');
  expect(about(text, { readFile })).toEqual([
    "node:beacon-b: beacon-b is no node's beacon: it counts as a source of its own. Name it as beacon of the execution node that it drives.",
  ]);
});

test('no controls, one control, and controls that all stand on Cloudflare', () => {
  const controlsOf = (list: string) => about(good.replace(controls, `controls: ${list}\n`), { readFile });
  expect(controlsOf('[]')).toEqual([expect.stringMatching(/^controls: No controls: /)]);
  expect(controlsOf('[{ url: "https://www.debian.org/" }]')).toEqual([
    expect.stringMatching(/^controls: One control: /),
  ]);
  expect(controlsOf('[{ url: "https://www.cloudflare.com/" }, { url: "https://cloudflare.com/" }]')).toEqual([
    expect.stringMatching(/^controls: Every control is on Cloudflare: /),
  ]);
});

test('a region that nobody measures, and a collector that measures nothing', () => {
  expect(about(good.replace(edge(), edge('{ eu: [eth-a, eth-b], us: [eth-b, eth-a] }')), { readFile })).toEqual([
    expect.stringMatching(/^edge:e: No collector speaks for us: edge e is not measured there\./),
  ]);
  expect(about(`${good}vantages: [{ name: us, scrape: "10.8.0.9:9760" }]`, { readFile })).toEqual([
    'vantage:us: No edge serves region us: the collector there measures nothing.',
  ]);
});

test('a region is measured by whoever speaks for it, whatever the name', () => {
  const text = good.replace(edge(), edge('{ eu: [eth-a, eth-b], us: [eth-b, eth-a] }'));
  const named = 'vantages: [{ name: us-2, region: us, scrape: "10.8.0.9:9760" }]';
  expect(about(text + named, { readFile })).toEqual([]);
  // The one region of an edge is the central collector's, too.
  expect(about(good.replace(edge(), edge('{ us: [eth-a, eth-b] }')), { readFile })).toEqual([]);
});

test('steps of a journey that cannot be asked', () => {
  const reader = edge().replace('evm-generic', 'l1-reader');
  expect(about(good.replace(edge(), reader), { readFile })).toEqual([
    expect.stringMatching(/^edge:e: Edge e has no beacon: blobs are not checked\./),
  ]);
  const whole = reader.replace('rpc:', 'beacon: "https://b/", rpc:');
  expect(about(good.replace(edge(), whole), { readFile })).toEqual([]);
  const livepeer = good.replace('evm-generic', 'livepeer-orchestrator');
  expect(about(livepeer, { readFile })).toEqual([
    expect.stringMatching(/^edge:e: Edge e is on ethereum, but Livepeer's contracts are those of Arbitrum One: /),
  ]);
  const own = 'livepeer: { Controller: "0x0000000000000000000000000000000000000001" }\n';
  expect(about(livepeer + own, { readFile })).toEqual([]);
});

test('no edge for members means that no outage pages', () => {
  expect(about(good.replace(edge(), edge(undefined, 'internal')), { readFile })).toEqual([
    expect.stringMatching(/^edges: No edge for members: /),
  ]);
});

test('an edge on one node, and regions of one node', () => {
  expect(about(good.replace(edge(), edge('{ eu: [eth-a] }')), { readFile })).toContain(
    'edge:e: eth-a is the only node of edge e: when it fails, the edge is down.',
  );
  const thin = about(good.replace(edge(), edge('{ eu: [eth-a, eth-b], us: [eth-b] }')), { readFile });
  expect(thin).toContainEqual(expect.stringMatching(/^edge:e: Edge e has one node in us \(eth-b\): /));
});

test('both nodes on one host, with no address in the advice', () => {
  const advice = about(good.replace('eu, host: 10.8.0.22, beacon', 'eu, rpc: "http://10.8.0.21:9545", beacon'), {
    readFile,
  });
  expect(advice).toEqual(['edge:e: eth-a and eth-b are on one host: one machine takes both down.']);
});

test('all nodes of an edge behind one parent', () => {
  const nitro = ['x', 'y'].map(
    (name) =>
      `  - { name: ${name}, kind: arbitrum-nitro, chain: arbitrum-one, region: eu, host: ${name}.example.org, parent: "edge:e" }\n`,
  );
  const arbitrum =
    '  - { name: arb, chain: arbitrum-one, audience: members, journey: evm-generic, rpc: "https://a/", regions: { eu: [x, y] } }\n';
  const edges = `edges:\n  - ${edge().slice('edges: ['.length, -2)}\n${arbitrum}`;
  const advice = about(good.replace(pair, pair + nitro.join('')).replace(edge(), edges), { readFile });
  expect(advice).toContain(
    'edge:arb: All nodes of edge arb read their parent chain through edge:e: when it fails, they all fall behind.',
  );
});

test('what is lost without each secret, whether its section or its file is missing', () => {
  expect(about(good.replace(notify, ''), { readFile })).toEqual([
    'notify.discord: No operator is told of anything. notify.discord is not in fleet.yaml.',
    'notify.pagerduty: Nobody will be paged. notify.pagerduty is not in fleet.yaml.',
    'notify.deadman: Nobody notices when the monitoring itself dies. notify.deadman is not in fleet.yaml.',
    'router.token_file: Whoever reaches the private listener can raise, acknowledge and silence alerts. router.token_file is not in fleet.yaml.',
  ]);
  expect(about(good, { readFile: () => undefined })).toEqual([
    'notify.discord.operators_file: No operator is told of anything. Its file is absent or empty.',
    'notify.pagerduty.routing_key_file: Nobody will be paged. Its file is absent or empty.',
    'notify.deadman.url_file: Nobody notices when the monitoring itself dies. Its file is absent or empty.',
    'router.token_file: Whoever reaches the private listener can raise, acknowledge and silence alerts. Its file is absent or empty.',
  ]);
});
