/** The Beacon API of a consensus node: numbers are strings, errors are `{code, message}`. */
import type { Batches } from '../chain/batches.ts';
import type { EthereumChain } from '../chain/ethereum.ts';
import { slotSeconds, slotsPerEpoch } from '../chain/slots.ts';
import type { Active } from '../chain/view.ts';
import { viewOf } from '../chain/view.ts';
import { digestOf, hashOf } from '../hash.ts';

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

const epochs = (slot: number, domain: string) => {
  const epoch = Math.floor(slot / slotsPerEpoch);
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

/** Prysm and Lighthouse name themselves differently in v2. */
const versionTwo = (version: string): unknown => {
  const [name = '', rest = ''] = version.split('/');
  const code = name === 'Lighthouse' ? 'LH' : 'PM';
  return {
    beacon_node: { code, name, version: rest.split(/[ -]/)[0] ?? '', commit: '0xced49dd2' },
    execution_client: { code: 'NM', name: 'Nethermind', version: 'v1.35.8', commit: '0xc066aee2' },
  };
};

/** What the chain's modes mean here: `feed_lost` is an execution client that is gone, `blobs_lost` a pruned blob. */
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
  // A beacon that lost its execution client still follows the chain.
  const view = viewOf(chain, mode === 'feed_lost' ? undefined : active, name, now);
  const head = view.block(view.head);
  const genesis = mode === 'wrong_chain' ? wrongGenesis : chain.genesis;
  const slotOf = (timestamp: number): number => Math.floor((timestamp - genesis) / slotSeconds);
  const slot = (head ? slotOf(head.timestamp) : 0) + (mode === 'runaway' ? 1_000_000 : 0);
  const distance = Math.max(0, slotOf(now) - slot);
  const optimistic = mode === 'feed_lost';
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
          el_offline: optimistic,
        },
      });
    case '/eth/v1/node/peer_count':
      return ok({ data: { disconnected: '112', connecting: '0', connected: '71', disconnecting: '1' } });
    case '/eth/v1/node/version':
      return ok({ data: { version } });
    case '/eth/v2/node/version':
      return ok({ data: versionTwo(version) });
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
      return ok({ ...about, data: { root: hashOf(domain, slot), canonical: true, header: { message, signature } } });
    }
    case '/eth/v1/beacon/states/head/finality_checkpoints':
      return ok({ ...about, data: epochs(slot, domain) });
    case '/eth/v1/config/spec':
      return ok({
        data: {
          SECONDS_PER_SLOT: String(slotSeconds),
          SLOTS_PER_EPOCH: String(slotsPerEpoch),
          DEPOSIT_CHAIN_ID: String(view.chainId),
          DEPOSIT_NETWORK_ID: String(view.chainId),
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
      const asked = /^\/eth\/v1\/beacon\/blobs\/(\d{1,12})$/.exec(pathname)?.[1];
      if (asked === undefined) return notFound('Not found');
      const old = Number(asked) < slot - blobEpochs * slotsPerEpoch;
      const height = heightIn(chain, genesis + Number(asked) * slotSeconds);
      if (mode === 'blobs_lost' || old || Number(asked) > slot || height === undefined)
        return notFound('Block not found');
      const wanted = searchParams.getAll('versioned_hashes').flatMap((each) => each.split(','));
      const held = batches.blobs(height).filter((hash) => wanted.length === 0 || wanted.includes(hash));
      return ok({ ...about, finalized: true, data: held.map(() => blob) });
    }
  }
};
