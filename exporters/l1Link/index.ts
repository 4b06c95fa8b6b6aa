/**
 * How a rollup stands on its parent chain: four `eth_call`s a round, and when a batch has come three more questions for
 * when it did. The SequencerInbox is found through the Bridge, because it has been replaced before.
 */
import type { Asker } from '../../collector/probe/api.ts';
import { ProbeFailure, unwrap } from '../../collector/probe/api.ts';
import type { RollupKind } from '../../collector/probe/l1Link.ts';
import { parseHeader } from '../../collector/rpc/parse.ts';
import { type Caller, contractCall, ethCall } from '../journey/ethCall.ts';
import { deliveredTopic } from '../journey/l1Reader/batchLogs.ts';
import { askLogs } from '../journey/steps/logs.ts';
import { bridgeAbi, inboxAbi, rollups } from './contracts.ts';

/** Seconds that a found SequencerInbox is believed. */
const resolveEvery = 3600;
/** Blocks to look back for the last batch: 20 minutes of Ethereum, which is longer than a poster is ever silent. */
const lookBack = 100;

/** The SequencerInbox that the Bridge names, if that one names the Bridge. */
const findInbox = async (caller: Caller, bridge: string): Promise<string> => {
  const inbox = await ethCall(caller, contractCall(bridge, bridgeAbi, 'sequencerInbox', []));
  const back = await ethCall(caller, contractCall(inbox, inboxAbi, 'bridge', []));
  if (back.toLowerCase() !== bridge.toLowerCase()) throw new ProbeFailure('contract_differs');
  return inbox;
};

/** When the last batch was delivered, by its block; without one in the blocks looked through: when the first of them was. */
const findPosted = async (caller: Caller, inbox: string): Promise<number> => {
  const { ask, ladder } = caller;
  const header = async (method: string, block: string) =>
    unwrap(await ask.rpc(method, [block, false], ladder.deadline, parseHeader));
  const head = await header('eth_getBlockByNumber', 'latest');
  const from = Math.max(0, head.number - lookBack);
  const logs = await askLogs(caller, { address: inbox, topics: [deliveredTopic] }, from, head.number);
  const last = logs.at(-1);
  const block = last
    ? await header('eth_getBlockByHash', last.blockHash)
    : await header('eth_getBlockByNumber', `0x${from.toString(16)}`);
  return block.timestamp;
};

export const rollupKind: RollupKind = (chain) => {
  const known = rollups.get(chain.id);
  if (!known) return undefined;
  const { bridge, firstBlock } = known;
  let inbox: { readonly address: string; readonly at: number } | undefined;
  let last: { readonly count: number; readonly postedAt: number } | undefined;

  return {
    firstBlock,
    ask: async (asker: Asker, deadline: number) => {
      const caller: Caller = { ask: asker, ladder: { deadline } };
      const now = performance.now() / 1000;
      if (!inbox || now - inbox.at > resolveEvery) inbox = { address: await findInbox(caller, bridge), at: now };
      const { address } = inbox;
      const [count, messages, delayed, read] = await Promise.all([
        ethCall(caller, contractCall(address, inboxAbi, 'batchCount', [])),
        ethCall(caller, contractCall(bridge, bridgeAbi, 'sequencerReportedSubMessageCount', [])),
        ethCall(caller, contractCall(bridge, bridgeAbi, 'delayedMessageCount', [])),
        ethCall(caller, contractCall(address, inboxAbi, 'totalDelayedMessagesRead', [])),
      ]);
      const batchCount = Number(count);
      // Another source may be a block behind: then its count is lower, and the time of its last batch is asked anew too.
      if (last?.count !== batchCount) last = { count: batchCount, postedAt: await findPosted(caller, address) };
      return {
        batchCount,
        messages: Number(messages),
        delayed: Math.max(0, Number(delayed - read)),
        postedAt: last.postedAt,
      };
    },
  };
};
