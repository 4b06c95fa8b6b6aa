/** Nothing secret prints, whichever way the config is shown or refused. */
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { Secret } from '../../../collector/config/secret.ts';
import { parse, refusalOfText } from './support.ts';

const planted = 'pl4nted-s3cret';

/** Every way in which a value commonly ends up in a log. */
const shownAs = (value: unknown): string =>
  [String(value), `${value}`, JSON.stringify(value), inspect(value, { depth: 20, showHidden: true })].join('\n');

test('a secret shows as [redacted] and nothing else', () => {
  const secret = new Secret(planted);
  expect(String(secret)).toBe('[redacted]');
  expect(JSON.stringify({ secret })).toBe('{"secret":"[redacted]"}');
  expect(inspect({ secret })).toBe('{ secret: [redacted] }');
  expect(Object.keys(secret)).toEqual([]);
  expect(secret.reveal()).toBe(planted);
});

test('a whole fleet shows no address, header, token or webhook', () => {
  const fleet = parse(
    `
service: { name: test }
vantage: eu
nodes:
  - { name: a, kind: evm, chain: ethereum, region: eu, rpc: "https://${planted}.example.org/", headers: { Key: ${planted} } }
  - { name: b, kind: evm, chain: ethereum, region: eu, host: ${planted}.example.org }
references: [{ name: r, chain: ethereum, rpc: "https://user:${planted}@ref.example.org/" }]
edges:
  - { name: e, chain: ethereum, audience: members, journey: evm-generic, rpc: "https://e/\${KEY}", ws: "wss://e/${planted}", beacon: "https://e/\${KEY}/", headers: { K: ${planted} }, regions: { eu: [a] } }
controls: [{ url: "https://control.example.org/${planted}" }]
notify:
  discord: { operators_file: hook }
  pagerduty: { routing_key_file: key }
`,
    { env: { KEY: planted }, readFile: (path) => (path.endsWith('key') ? planted : `https://hook/${planted}`) },
  );
  expect(fleet.notify.pagerduty?.routingKey.value?.reveal()).toBe(planted);
  expect(fleet.edges[0]?.ws?.reveal()).toBe(`wss://e/${planted}`);
  expect(fleet.edges[0]?.beacon?.url.reveal()).toBe(`https://e/${planted}/`);
  expect(fleet.edges[0]?.beacon?.headers.K?.reveal()).toBe(planted);
  expect(shownAs(fleet)).not.toContain(planted);
});

/** Each of these refusals is about a value that holds the secret, or stands near one. */
const refused: Readonly<Record<string, string>> = {
  'a YAML error beside it': `rpc: "${planted}\nnodes: [`,
  'an escape in it': `rpc: "\\q${planted}"`,
  'a block scalar header': `rpc: |${planted}\n  x`,
  'an alias of its name': `rpc: *${planted}`,
  'a tag of its name': `rpc: !${planted} x`,
  'a directive': `%${planted}\n---\na: 1`,
  'a scheme': `nodes: [{ rpc: "gopher://${planted}" }]`,
  'no URL': `nodes: [{ rpc: "${planted}" }]`,
  'a WebSocket address of another scheme': `edges: [{ ws: "https://${planted}/" }]`,
  'a Beacon API that is no URL': `edges: [{ beacon: "${planted}" }]`,
  'a variable in a Beacon API': 'edges: [{ beacon: "${KEY}" }]',
  'a variable in a WebSocket address': 'edges: [{ ws: "ftp://${KEY}" }]',
  'a password in the address that vantages write to': `vantages: [{ name: us }]\nprometheus: { write_url: "http://a:${planted}@p/" }`,
  'a directory to publish to': 'publish: { dir: "${CHAIN}/../secrets" }',
  'a host with a port': `nodes: [{ host: "${planted}:1" }]`,
  'a header name': `nodes: [{ headers: { "Bearer ${planted}": x } }]`,
  'a header pair as a key': `nodes: [{ headers: { "Authorization: Bearer ${planted}": null } }]`,
  'a header value': `nodes: [{ headers: { Authorization: "${planted}\\n" } }]`,
  'a list where headers belong': `nodes: [{ headers: ["${planted}"] }]`,
  'text where a map belongs': `notify: { pagerduty: ${planted} }`,
  'text where a list belongs': `references: "https://${planted}"`,
  'a control': `controls: [{ url: "${planted}" }]`,
  'the secret instead of its file': `notify: { discord: { operators_file: "https://discord.com/${planted}" } }`,
  'a URL as a name': `nodes: [{ name: "https://${planted}" }]`,
  'a URL as a parent': `nodes: [{ parent: "https://${planted}" }]`,
  'a URL as a key': `nodes: [{ "https://${planted}": 1 }]`,
  'a variable in a name': 'nodes: [{ name: "${KEY}" }]',
  'a variable in a kind': 'nodes: [{ kind: "${KEY}" }]',
  'a variable in a chain': 'nodes: [{ chain: "${CHAIN}" }]',
  'a variable in a parent': 'nodes: [{ parent: "${KEY}" }]',
  'a variable in a duration': 'policy: { ethereum: { lagging: "${KEY}" } }',
  'a variable in a pool': 'edges: [{ regions: { eu: ["${CHAIN}"] } }]',
  'a variable in a URL': 'edges: [{ rpc: "ftp://${KEY}" }]',
  'a variable that breaks off': 'edges: [{ rpc: "https://${KEY}/${KE" }]',
  'a variable in a listener': 'collector: { listen: "${KEY}" }',
  'a variable used twice as a name': 'nodes: [{ name: "${CHAIN}" }, { name: "${CHAIN}" }]',
  'a variable as a vantage': 'vantage: "${CHAIN}"\nvantages: [{ name: "${CHAIN}" }]',
};

test.each(Object.entries(refused))('a refusal shows no secret: %s', (_, text) => {
  const chain = planted.toLowerCase();
  const { error, message } = refusalOfText(text, { env: { KEY: `${planted} !`, CHAIN: chain } });
  expect(error.faults.length).toBeGreaterThan(0);
  expect(`${message}\n${shownAs(error)}\n${error.stack}\n${JSON.stringify(error.faults)}`).not.toContain(planted);
});

test('the content of a secret file that is refused is not shown', () => {
  const more =
    'service: { name: t }\nvantage: eu\nnodes: [{ name: a, kind: evm, chain: ethereum, region: eu, host: a }]\n';
  const { message } = refusalOfText(`${more}notify: { discord: { operators_file: hook } }`, {
    readFile: () => planted,
  });
  expect(message).toContain('a file that holds no URL');
  expect(message).not.toContain(planted);
});
