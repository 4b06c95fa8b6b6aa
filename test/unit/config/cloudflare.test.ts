import { expect, test } from 'vitest';
import { secretsOf } from '../../../collector/config/secrets.ts';
import { parse, refusalOfText, small } from './support.ts';

const files: Readonly<Record<string, string>> = {
  '/home/me/secrets/token': 'planted-token-of-cloudflare\n',
  '/home/me/secrets/origin': '2001:db8::7\n',
};
const readFile = (path: string): string | undefined => files[path];
const sections = `
edges:
  - { name: arb, chain: arbitrum-one, audience: members, journey: evm-generic, rpc: "https://rpc.example.org/\${KEY}", ws: "wss://ws.example.org/", regions: { eu: [arb-eu] } }
  - { name: own, chain: arbitrum-one, audience: internal, journey: evm-generic, rpc: "https://own.example.org/", via: direct, regions: { eu: [arb-eu] } }
  - { name: far, chain: arbitrum-one, audience: internal, journey: evm-generic, rpc: "https://rpc.example.net/", regions: { eu: [arb-eu] } }
cloudflare: { token_file: secrets/token, zones: [example.org], delay: 4m, api: "http://127.0.0.1:9/client/v4/" }
isolation:
  origins:
    - { name: arb-eu, address_file: secrets/origin, ports: [8547] }
    - { name: arb-us, address_file: secrets/none }
    - { name: arb-ap, address: "\${ORIGIN}" }
`;
const env = { KEY: 'planted-key', ORIGIN: 'origin.example.org' };

test('hosts are those of the edges behind Cloudflare that the zones answer for; the rest is as usual', () => {
  const { cloudflare } = parse(small(sections), { env, readFile });
  expect(cloudflare).toMatchObject({
    hosts: ['rpc.example.org', 'ws.example.org'],
    zones: ['example.org'],
    delay: 240,
    refill: 21_600,
    tunnels: [],
    api: 'http://127.0.0.1:9/client/v4',
  });
  expect(cloudflare?.token.value?.reveal()).toBe('planted-token-of-cloudflare');
});

test('addresses of origins are secrets, from a file or a variable; one that is not there is a loss that is told', () => {
  const fleet = parse(small(sections), { env, readFile });
  const origins = fleet.isolation?.origins ?? [];
  expect(origins.map(({ address }) => address?.reveal())).toEqual(['2001:db8::7', undefined, 'origin.example.org']);
  expect(origins[0]?.ports).toEqual([8547]);
  expect(origins[1]?.ports).toContain(8547);
  expect(fleet.isolation?.every).toBe(600);
  expect(JSON.stringify(fleet.isolation)).not.toMatch(/2001|origin\.example/);
  const absent = secretsOf(fleet).filter(({ value }) => value === undefined);
  expect(absent.map(({ path }) => path)).toEqual(['isolation.arb-us.address_file']);
});

test('an address that is not given, or a file with something else in it, is a fault that shows none of it', () => {
  expect(refusalOfText(small(sections), { env: { KEY: 'k' }, readFile }).lines).toEqual([
    'isolation.origins[2].address: found the unset variable ORIGIN, expected ORIGIN set and not empty',
  ]);
  const odd = (path: string): string | undefined =>
    path.endsWith('origin') ? 'https://planted.example.org:8547/' : files[path];
  const { message } = refusalOfText(small(sections), { env, readFile: odd });
  expect(message).toContain('isolation.arb-eu.address_file');
  expect(message).not.toContain('planted');
});

test('what only the central collector asks needs no variable and no file elsewhere', () => {
  const fleet = parse(small(`${sections}\nvantages: [{ name: us }]`), { env: { KEY: 'k' }, vantage: 'us' });
  expect(fleet.cloudflare).toBeUndefined();
  expect(fleet.isolation).toBeUndefined();
});
