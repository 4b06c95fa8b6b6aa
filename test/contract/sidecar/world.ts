/** Two nodes of one edge with the real light question, and a sidecar beside each. */
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fleet } from '../../../collector/config/fleet.ts';
import { startSidecar } from '../../../collector/sidecar/main.ts';
import { freePorts } from '../../../demo/stack/ports.ts';
import { nodeKinds } from '../../../exporters/index.ts';
import { type FakeNode, startFakeNode, wellBehaved } from '../../support/fakeNode.ts';
import { parse } from '../../unit/config/support.ts';

export const chainId = 42_161;
const now = (): number => Math.floor(Date.now() / 1000);
export const healthy = (lag = 0) => wellBehaved(chainId, () => ({ number: (now() - lag) * 4, timestamp: now() - lag }));

export interface Member {
  readonly name: string;
  readonly node: FakeNode;
  readonly url: string;
  stop(): Promise<void>;
}

export interface World {
  readonly fleet: Fleet;
  readonly home: string;
  readonly members: Readonly<Record<'a' | 'b', Member>>;
  stop(): Promise<void>;
}

export interface WorldOptions {
  readonly extra?: string;
  readonly more?: string;
  /** Nodes whose sidecar is not started. */
  readonly without?: readonly string[];
  readonly chain?: 'arbitrum-one' | 'arbitrum-nova';
  /** More rungs of its ladder. */
  readonly rungs?: string;
}

export const startWorld = async ({
  extra = '',
  more = '',
  without = [],
  chain = 'arbitrum-one',
  rungs = '',
}: WorldOptions = {}): Promise<World> => {
  const home = join(tmpdir(), `headwatch-sidecar-${randomUUID()}`);
  const ports = await freePorts(2);
  const nodes = [await startFakeNode(healthy()), await startFakeNode(healthy())];
  const fleet = parse(
    `
service: { name: test }
vantage: eu
nodes:
${['a', 'b']
  .map(
    (name, index) =>
      `  - { name: ${name}, kind: arbitrum-nitro, chain: ${chain}, region: eu, rpc: "${nodes[index]?.url}", lb: "http://127.0.0.1:${ports[index]}" }`,
  )
  .join('\n')}
${more}
edges:
  - { name: arb, chain: ${chain}, audience: members, journey: evm-generic, rpc: "http://127.0.0.1:9/", regions: { eu: [a, b] } }
policy: { ${chain}: { readmit: 3s, recovered: 1s, unreachable: 3s${rungs} } }
${extra}`,
    { home },
  );
  const start = async (name: string, index: number): Promise<Member> => {
    const listen = `127.0.0.1:${ports[index]}`;
    const started = without.includes(name)
      ? undefined
      : await startSidecar({ fleet, nodes: [name], listen, kinds: nodeKinds });
    const node = nodes[index];
    if (!node) throw new Error('two nodes');
    return {
      ...{ name, node, url: `http://${listen}` },
      stop: async () => {
        await started?.stop();
        await node.stop();
      },
    };
  };
  const [a, b] = [await start('a', 0), await start('b', 1)];
  return {
    ...{ fleet, home, members: { a, b } },
    stop: async () => {
      await Promise.all([a.stop(), b.stop()]);
    },
  };
};

export interface Said {
  readonly status: number;
  readonly reason: string;
  readonly detail: string;
  readonly text: string;
}

export const check = async (member: Member): Promise<Said> => {
  const response = await fetch(`${member.url}/lb/${member.name}`);
  const text = await response.text();
  const { reason, detail } = JSON.parse(text) as { reason: string; detail: string };
  return { status: response.status, reason, detail, text };
};
