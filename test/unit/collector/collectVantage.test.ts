import { describe, expect, it } from 'vitest';
import { parseFleet } from '../../../collector/config/load.ts';
import { createRegistry } from '../../../collector/registry/registry.ts';
import { assemble } from '../../../collector/tick/assemble.ts';
import { nodeKinds } from '../../../exporters/index.ts';
import { kinds } from '../../../exporters/kinds.ts';

const text = `
service: { name: t }
vantage: eu
nodes: [{ name: n1, kind: evm, chain: arbitrum-one, region: eu, rpc: "\${N1}" }]
references: [{ name: r1, chain: arbitrum-one, rpc: "http://127.0.0.1:9/r1" }]
edges:
  - { name: arb, chain: arbitrum-one, audience: members, journey: evm-generic, rpc: "\${ARB}", regions: { eu: [n1], ap: [n1] } }
  - { name: other, chain: arbitrum-one, audience: members, journey: evm-generic, rpc: "\${OTHER}", regions: { us: [n1] } }
vantages: [{ name: tokyo, region: ap, scrape: "127.0.0.1:9760" }]
`;
const load = (env: Record<string, string>) =>
  parseFleet(text, { file: 't', home: '/nonexistent', kinds, env, vantage: 'tokyo', readFile: () => undefined });

describe('a collector whose vantage is not called like its region', () => {
  it('asks the edges of its region under its own name', () => {
    const { targets } = assemble({
      fleet: load({ ARB: 'http://127.0.0.1:9/arb' }),
      vantage: 'tokyo',
      central: false,
      kinds: nodeKinds,
      plainLight: nodeKinds.evm.light,
      recorder: createRegistry(['fast', 'slow']),
    });
    expect(targets.map(({ labels }) => labels)).toEqual([
      { target: 'r1', role: 'reference', chain: 'arbitrum-one', region: 'none', vantage: 'tokyo' },
      { target: 'arb', role: 'edge', chain: 'arbitrum-one', region: 'ap', vantage: 'tokyo' },
    ]);
  });

  it('needs the address of that edge, and of no other', () => {
    expect(() => load({})).toThrow(/ARB/);
    expect(() => load({ ARB: 'http://127.0.0.1:9/arb' })).not.toThrow();
  });
});
