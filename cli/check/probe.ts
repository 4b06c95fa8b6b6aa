/** Asks every source of fleet.yaml once: what it is, whether it answers, how far behind it is, what it offers. */
import type { Fleet, FleetNode, Target } from '../../collector/config/fleet.ts';
import { independenceGroup } from '../../collector/config/graph.ts';
import { limits } from '../../collector/policy/ladder.ts';
import type { Asker, NodeKind } from '../../collector/probe/api.ts';
import { createAsker } from '../../collector/probe/asker.ts';
import type { Recorder } from '../../collector/registry/registry.ts';
import { type Observation, roundTrip } from '../../collector/rpc/observation.ts';
import { createPool } from '../../collector/rpc/pool.ts';
import { corroborate } from '../../collector/verdict/corroborate.ts';
import { lagOf } from '../../collector/verdict/lag.ts';
import type { HeadView } from '../../collector/view.ts';
import { shortClientVersion } from '../../exporters/clientVersion.ts';
import { nodeKinds } from '../../exporters/index.ts';

export interface ProbeLine {
  readonly name: string;
  readonly role: Target['role'];
  readonly kind: string;
  readonly chain: string;
  /** Of a node; null otherwise. */
  readonly state: FleetNode['state'] | null;
  readonly answers: boolean;
  readonly head: number | null;
  readonly headAgeSeconds: number | null;
  /** Behind the head that two independent sources have reached; null without an answer or a comparison. */
  readonly behindSeconds: number | null;
  /** As it calls itself; null when it does not say. */
  readonly client: string | null;
  /** What was tried beside the head: whether it is offered; null when that could not be told. */
  readonly methods: Readonly<Record<string, boolean | null>>;
  readonly milliseconds: number | null;
  /** Why it does not answer well, in a closed word. */
  readonly note: string;
}

/** Seconds. Patient: it is asked once, by hand. */
const deadline = 5;
const kinds: Readonly<Record<string, NodeKind>> = nodeKinds;
const unrecorded: Recorder = { set: () => {}, inc: () => {}, observe: () => {}, clear: () => {} };

interface Asked {
  readonly target: Target;
  readonly seen: Observation<HeadView> | undefined;
  readonly client: string | null;
  readonly methods: ProbeLine['methods'];
}

const offered = (seen: Observation<unknown>): boolean | null => {
  if (seen.ok) return true;
  return seen.reason === 'rpc_unsupported' ? false : null;
};

const shortText = (value: unknown): string | null =>
  typeof value === 'string'
    ? shortClientVersion(value)
        .replace(/[^\w./+ -]/g, '')
        .slice(0, 40) || null
    : null;

const executionMethods = async (ask: Asker, head: HeadView): Promise<Pick<Asked, 'client' | 'methods'>> => {
  const [client, logs, byHash, finalized, gasPrice, peers] = await Promise.all([
    ask.rpc('web3_clientVersion', [], deadline),
    ask.rpc(
      'eth_getLogs',
      [{ fromBlock: `0x${head.number.toString(16)}`, toBlock: `0x${head.number.toString(16)}` }],
      deadline,
    ),
    ask.rpc('eth_getBlockByHash', [head.hash, false], deadline),
    ask.rpc('eth_getBlockByNumber', ['finalized', false], deadline),
    ask.rpc('eth_gasPrice', [], deadline),
    ask.rpc('net_peerCount', [], deadline),
  ]);
  return {
    client: client.ok ? shortText(client.value) : null,
    methods: {
      eth_getLogs: offered(logs),
      // A node that does not know the block it has just named has backends of different height.
      eth_getBlockByHash: byHash.ok ? byHash.value !== null : offered(byHash),
      finalized: offered(finalized),
      eth_gasPrice: offered(gasPrice),
      net_peerCount: offered(peers),
    },
  };
};

const consensusMethods = async (ask: Asker): Promise<Pick<Asked, 'client' | 'methods'>> => {
  const version = await ask.get('version', '/eth/v1/node/version', deadline);
  const data =
    version.ok && typeof version.value === 'object' && version.value !== null
      ? Reflect.get(version.value, 'data')
      : null;
  return {
    client: typeof data === 'object' && data !== null ? shortText(Reflect.get(data, 'version')) : null,
    methods: {},
  };
};

const askOne = async (fleet: Fleet, target: Target): Promise<Asked> => {
  const none = { target, client: null, methods: {} };
  const chain = fleet.chains[target.chain];
  const kind = target.role === 'node' ? kinds[target.kind] : nodeKinds.evm;
  const { hostname } = new URL(target.endpoint.url.reveal());
  if (!chain || !kind || hostname.endsWith('.invalid')) return { ...none, seen: undefined };
  const pool = createPool(target.endpoint);
  const { name, role, region } = { region: '', ...target };
  const ask = createAsker(pool, { target: name, role, chain: target.chain, region, vantage: '' }, unrecorded);
  try {
    const seen = await kind.light(chain).ask(ask, deadline);
    if (!seen.ok) return { ...none, seen };
    const consensus = target.role === 'node' && target.layer === 'consensus';
    return { target, seen, ...(consensus ? await consensusMethods(ask) : await executionMethods(ask, seen.value)) };
  } finally {
    await pool.close();
  }
};

const isConsensus = (target: Target): boolean => target.role === 'node' && target.layer === 'consensus';

/** As the collector does it: within one chain, against the head that two independent sources have reached. */
const bestOf = (fleet: Fleet, chain: string, asked: readonly Asked[], at: number): HeadView | undefined => {
  const sources = asked.flatMap(({ target, seen }) =>
    target.chain === chain &&
    target.role !== 'edge' &&
    !isConsensus(target) &&
    seen?.ok &&
    seen.value.timestamp <= at + limits.future
      ? [{ group: independenceGroup(fleet, target.name), head: seen.value, age: 0, roundTrip: 0, advancingFor: 0 }]
      : [],
  );
  return corroborate(sources, limits.aloneFor)?.head;
};

export const probeFleet = async (fleet: Fleet): Promise<readonly ProbeLine[]> => {
  const targets: readonly Target[] = [
    ...fleet.nodes.filter(({ state }) => state !== 'parked'),
    ...fleet.references,
    ...fleet.edges,
  ];
  const asked = await Promise.all(targets.map((target) => askOne(fleet, target)));
  const at = Date.now() / 1000;
  return asked.map(({ target, seen, client, methods }): ProbeLine => {
    const head = seen?.ok ? seen.value : undefined;
    const best = bestOf(fleet, target.chain, asked, at);
    const blockTime = fleet.chains[target.chain]?.blockTime ?? 1;
    return {
      ...{ name: target.name, role: target.role, chain: target.chain, client, methods },
      kind: target.role === 'node' ? target.kind : target.role,
      state: target.role === 'node' ? target.state : null,
      answers: head !== undefined,
      head: head?.number ?? null,
      headAgeSeconds: head ? Math.max(0, at - head.timestamp) : null,
      behindSeconds: head && best ? lagOf(head, best, blockTime, !isConsensus(target)).seconds : null,
      milliseconds: seen ? Math.round(roundTrip(seen) * 1000) : null,
      note: seen === undefined ? 'a variable in its address is not set' : seen.ok ? '' : seen.reason,
    };
  });
};
