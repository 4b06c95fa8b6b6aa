/** `upgrades:`, and `ws:` of a node. */
import { expect, test } from 'vitest';
import { parse, refusalOfText, small } from './support.ts';

test('an upgrade is for a chain or a client, from a version on, by a day or when the chain says', () => {
  const fleet = parse(
    small(`
upgrades:
  - { client: nitro, version: ">=v3.11.0", before: 2026-12-01, about: "MEL", url: "https://example.org/release" }
  - { chain: arbitrum-one, version: ">= 3.12.0-rc.1", before: "2026-12-01T15:00:00Z" }
  - { chain: arbitrum-one, arbos: 60, version: ">=3.11.0" }
`),
  );
  expect(fleet.upgrades).toEqual([
    { client: 'nitro', version: '3.11.0', before: 1_796_083_200, about: 'MEL', url: 'https://example.org/release' },
    { chain: 'arbitrum-one', version: '3.12.0-rc.1', before: 1_796_137_200 },
    { chain: 'arbitrum-one', arbos: 60, version: '3.11.0' },
  ]);
  expect(parse(small()).upgrades).toEqual([]);
});

test('what is wrong with one is said in words', () => {
  const { lines } = refusalOfText(
    small(`
upgrades:
  - { version: ">=3.11.0", before: 2026-12-01 }
  - { client: nitro, version: ">=3.11.0" }
  - { chain: ethereum, version: "3.11", before: 2026-13-01 }
  - { chain: arbitrum-one, version: ">=next", before: tomorrow }
`),
  );
  expect(lines).toEqual([
    'upgrades[0]: found neither chain nor client, expected chain or client: whom it is for',
    'upgrades[1]: found neither before nor arbos, expected before, or arbos for one that the chain has scheduled',
    'upgrades[2].chain: found "ethereum", expected a chain that a node, reference or edge is on (arbitrum-one)',
    'upgrades[2].version: found "3.11", expected a lowest version such as ">=3.11.0"',
    expect.stringContaining('upgrades[2].before: found "2026-13-01", expected a day (2026-12-01'),
    'upgrades[3].version: found ">=next", expected a lowest version such as ">=3.11.0"',
    expect.stringContaining('upgrades[3].before'),
  ]);
});

test('new heads of a node are heard with its own headers; the address is a secret', () => {
  const node = (ws: string) =>
    small().replace('host: 10.8.0.11', `host: 10.8.0.11, ws: "${ws}", headers: { X-Key: planted }`);
  const [arb] = parse(node('wss://10.8.0.11:8548/planted-key')).nodes;
  expect(arb?.ws?.url.reveal()).toBe('wss://10.8.0.11:8548/planted-key');
  expect(arb?.ws?.headers['X-Key']?.reveal()).toBe('planted');
  expect(JSON.stringify(arb)).not.toContain('planted');
  expect(refusalOfText(node('http://10.8.0.11:8548')).lines).toEqual([
    'nodes[0].ws: found [redacted], expected a ws:// or wss:// URL',
  ]);
});
