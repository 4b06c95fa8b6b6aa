/** The Beacon API of a consensus node: numbers are strings, errors are `{code, message}`. */
import type { Batches } from '../chain/batches.ts';
import type { EthereumChain } from '../chain/ethereum.ts';
import { slotSeconds, slotsPerEpoch } from '../chain/slots.ts';
import type { Active } from '../chain/view.ts';
import { plannedAt, viewOf } from '../chain/view.ts';
import { digestOf, hashOf } from '../hash.ts';
import { simEdges, simNodes } from '../layout.ts';

export interface BeaconReply {
  readonly status: number;
  readonly body: unknown;
}

const ok = (body: unknown): BeaconReply => ({ status: 200, body });
const notFound = (message: string): BeaconReply => ({ status: 404, body: { code: 404, message } });
/** Blocks behind its peers at which a node says that it syncs. */
const behindSlots = 2;
/** A node forgets blobs older than this (18 days). */
const blobEpochs = 4_096;
const blob = `0x${'00'.repeat(131_072)}`;
const wrongGenesis = 1_655_733_600; // Sepolia

/** Epochs that nothing has become final for, as soon as it is told so. */
const unfinalEpochs = 6;

const epochs = (slot: number, late: number, domain: string) => {
  const epoch = Math.floor(slot / slotsPerEpoch) - late;
  const checkpoint = (back: number) => ({
    epoch: String(Math.max(0, epoch - back)),
    root: hashOf(`${domain}/epoch`, Math.max(0, epoch - back)),
  });
  return { previous_justified: checkpoint(2), current_justified: checkpoint(1), finalized: checkpoint(2) };
};

/** Height of the block in the slot that begins then; undefined when the slot was missed, or is no longer held. */
const heightIn = (chain: EthereumChain, slotBegins: number): number | undefined => {
  const height = chain.headAt(slotBegins);
  return chain.block(height)?.timestamp === slotBegins ? height : undefined;
};

/** The root of the block in a slot; another one after a reorganisation of its height. */
export const rootOf = (chain: EthereumChain, domain: string, height: number, slot: number): string =>
  hashOf(`${domain}${chain.branchOf(height)}`, slot);

const executionOf = (consensus: string): unknown => {
  const [execution] = Object.entries(simEdges.eth.beacons).find(([, beacon]) => beacon === consensus) ?? [];
  const isGeth =
    execution === undefined || simNodes[execution as keyof typeof simEdges.eth.beacons].version.startsWith('Geth');
  return isGeth
    ? { code: 'GE', name: 'Geth', version: 'v1.16.4', commit: '0x41714b49' }
    : { code: 'NM', name: 'Nethermind', version: 'v1.35.8', commit: '0xc066aee2' };
};

/** Prysm and Lighthouse name themselves differently in v2; each drives the execution node that it is paired with. */
const versionTwo = (own: string, version: string): unknown => {
  const [name = '', rest = ''] = version.split('/');
  const code = name === 'Lighthouse' ? 'LH' : 'PM';
  return {
    beacon_node: { code, name, version: rest.split(/[ -]/)[0] ?? '', commit: '0xced49dd2' },
    execution_client: executionOf(own),
  };
};

/** A node that does not keep enough data columns refuses in words of its own. */
const withoutColumns = (version: string): BeaconReply =>
  version.startsWith('Lighthouse')
    ? {
        status: 400,
        body: {
          code: 400,
          message:
            'BAD_REQUEST: Insufficient data columns to reconstruct blobs: required 64, but only 4 were found. You may need to run the beacon node with --supernode or --semi-supernode.',
        },
      }
    : notFound('Not found: the node does not custody enough data columns to reconstruct blobs');

const identity = (mode: string | undefined): unknown => ({
  peer_id: '16Uiu2HAmPlanted',
  enr: 'enr:-planted',
  p2p_addresses: ['/ip4/127.0.0.1/tcp/9000'],
  discovery_addresses: ['/ip4/127.0.0.1/udp/9000'],
  metadata: {
    seq_number: '4',
    attnets: '0x0000000000000000',
    syncnets: '0x0f',
    custody_group_count: mode === 'no_columns' ? '4' : '128',
  },
});

/** What a consensus node answers; `blobs_lost` is a pruned blob here. */
export const answerBeacon = (
  path: string,
  chain: EthereumChain,
  batches: Batches,
  active: Active | undefined,
  name: string,
  version: string,
  now: number,
): BeaconReply => {
  const mode = active?.mode;
  const { pathname, searchParams } = new URL(path, 'http://beacon');
  const view = viewOf(chain, active, name, now);
  const head = view.block(view.head);
  const genesis = mode === 'wrong_chain' ? wrongGenesis : chain.genesis;
  const slotOf = (timestamp: number): number => Math.floor((timestamp - genesis) / slotSeconds);
  const slot = (head ? slotOf(head.timestamp) : 0) + (mode === 'runaway' ? 1_000_000 : 0);
  const distance = Math.max(0, slotOf(now) - slot);
  const elOffline = mode === 'el_offline';
  const optimistic = elOffline || mode === 'optimistic';
  const late = mode === 'not_final' || chain.unfinalSince() !== undefined ? unfinalEpochs : 0;
  // A chain that stands still is no reason to sync: nobody is ahead.
  const isSyncing = mode === 'syncing' || view.trueHead - view.head > behindSlots;
  const domain = `${chain.domain}/beacon/${mode === 'diverge' ? name : ''}`;
  const about = { execution_optimistic: optimistic, finalized: false };

  if (mode === 'error_in_200') return ok({ code: 500, message: 'Internal server error' });
  if (mode === 'null_block' && pathname !== '/eth/v1/node/health') return ok({ data: null });

  switch (pathname) {
    case '/eth/v1/node/health':
      return { status: isSyncing || optimistic ? 206 : 200, body: undefined };
    case '/eth/v1/node/syncing':
      return ok({
        data: {
          head_slot: String(slot),
          sync_distance: String(distance),
          is_syncing: isSyncing,
          is_optimistic: optimistic,
          el_offline: elOffline,
        },
      });
    case '/eth/v1/node/peer_count':
      return ok({
        data: {
          disconnected: '112',
          connecting: '0',
          connected: mode === 'few_peers' ? '1' : '71',
          disconnecting: '1',
        },
      });
    case '/eth/v1/node/version':
      return ok({ data: { version } });
    case '/eth/v2/node/version':
      return ok({ data: versionTwo(name, version) });
    case '/eth/v1/node/identity':
      return ok({ data: identity(mode) });
    case '/eth/v1/beacon/headers/head': {
      const parentTime = chain.parentTime(view.head);
      const message = {
        slot: String(slot),
        proposer_index: String(slot % 1_000_000),
        parent_root: hashOf(domain, parentTime === undefined ? slot - 1 : slotOf(parentTime)),
        state_root: digestOf(`${domain}/state/${slot}`),
        body_root: digestOf(`${domain}/body/${slot}`),
      };
      const signature = `0x${digestOf(`${domain}/signature/${slot}`).slice(2).repeat(3)}`;
      return ok({
        ...about,
        data: { root: rootOf(chain, domain, view.head, slot), canonical: true, header: { message, signature } },
      });
    }
    case '/eth/v1/beacon/states/head/finality_checkpoints':
      return ok({ ...about, data: epochs(slot, late, domain) });
    case '/eth/v1/config/spec':
      return ok({
        data: {
          SECONDS_PER_SLOT: String(slotSeconds),
          SLOTS_PER_EPOCH: String(slotsPerEpoch),
          DEPOSIT_CHAIN_ID: String(view.chainId),
          DEPOSIT_NETWORK_ID: String(view.chainId),
          // The epochs of forks are the real chain's; the far future is how a fork without a date is written.
          FULU_FORK_EPOCH: '411392',
          GLOAS_FORK_EPOCH:
            active?.mode === 'upgrade'
              ? String(Math.ceil(slotOf(plannedAt(active)) / slotsPerEpoch))
              : '18446744073709551615',
          BLOB_SCHEDULE: [{ EPOCH: '269568', MAX_BLOBS_PER_BLOCK: '6' }],
        },
      });
    case '/eth/v1/beacon/genesis':
      return ok({
        data: {
          genesis_time: String(genesis),
          genesis_validators_root: '0x4b363db94e286120d76eb905340fdd4e54bfe9f06bf33ff6cf5ad27f511bfe95',
          genesis_fork_version: mode === 'wrong_chain' ? '0x90000069' : '0x00000000',
        },
      });
    default: {
      const [, route, asked] = /^\/eth\/v1\/beacon\/(blobs|blob_sidecars)\/(\d{1,12})$/.exec(pathname) ?? [];
      const legacy = mode === 'blobs_legacy';
      // Another route altogether, or the one of the two that this node does not have.
      if (asked === undefined || (legacy && route === 'blobs')) return notFound('NOT_FOUND');
      if (!legacy && route === 'blob_sidecars')
        return { status: 400, body: { code: 400, message: 'blobs are not supported after fulu fork' } };
      const old = Number(asked) < slot - blobEpochs * slotsPerEpoch;
      const height = heightIn(chain, genesis + Number(asked) * slotSeconds);
      if (mode === 'blobs_lost' || old || Number(asked) > slot || height === undefined)
        return notFound('Block not found');
      if (mode === 'no_columns') return withoutColumns(version);
      const wanted = searchParams.getAll('versioned_hashes').flatMap((each) => each.split(','));
      const held = batches.blobs(height).filter((hash) => wanted.length === 0 || wanted.includes(hash));
      const served = mode === 'blobs_short' ? held.slice(1) : held;
      if (legacy) return ok({ data: served.map((_, index) => ({ index: String(index), blob })) });
      return ok({ ...about, finalized: true, data: served.map(() => blob) });
    }
  }
};
