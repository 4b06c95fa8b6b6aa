/** The event stream of a consensus node: a head for each new block, checkpoints, reorganisations, as clients send them. */
import type { ServerResponse } from 'node:http';
import type { EthereumChain } from '../chain/ethereum.ts';
import { slotSeconds, slotsPerEpoch } from '../chain/slots.ts';
import { type Active, viewOf } from '../chain/view.ts';
import { digestOf } from '../hash.ts';
import { rootOf } from './beacon.ts';

export interface EventSource {
  readonly chain: EthereumChain;
  readonly name: string;
  readonly clock: () => number;
  /** The mode in force now, not when the stream was opened. */
  readonly active: () => Active | undefined;
}

/** Milliseconds. */
const lookEvery = 50;
const keepAliveEvery = 10_000;

const send = (response: ServerResponse, name: string, data: object): void => {
  response.write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
};

/** What a node shows of its head now. */
const look = ({ chain, name, clock, active }: EventSource) => {
  const mode = active();
  const view = viewOf(chain, mode, name, clock());
  const timestamp = view.block(view.head)?.timestamp ?? chain.genesis;
  const slot = Math.floor((timestamp - chain.genesis) / slotSeconds);
  const domain = `${chain.domain}/beacon/${mode?.mode === 'diverge' ? name : ''}`;
  return { silent: mode?.mode === 'events_silent', slot, root: rootOf(chain, domain, view.head, slot) };
};

/** Answers on the response itself until either side closes it. */
export const streamEvents = (response: ServerResponse, topics: ReadonlySet<string>, source: EventSource): void => {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  response.write(':\n\n');
  let last = look(source);
  let reorgs = source.chain.reorgs().length;
  const tell = (): void => {
    const now = look(source);
    const news = source.chain.reorgs().slice(reorgs);
    reorgs += news.length;
    const was = last;
    last = now;
    if (now.silent) return;
    const epoch = Math.floor(now.slot / slotsPerEpoch);
    const state = digestOf(`${now.root}/state`);
    for (const { depth } of topics.has('chain_reorg') ? news : [])
      send(response, 'chain_reorg', {
        slot: String(now.slot),
        depth: String(depth),
        old_head_block: was.root,
        new_head_block: now.root,
        old_head_state: digestOf(`${was.root}/state`),
        new_head_state: state,
        epoch: String(epoch),
        execution_optimistic: false,
      });
    if (now.root === was.root) return;
    const turn = epoch !== Math.floor(was.slot / slotsPerEpoch);
    if (topics.has('head'))
      send(response, 'head', {
        slot: String(now.slot),
        block: now.root,
        state,
        epoch_transition: turn,
        previous_duty_dependent_root: digestOf(`${epoch - 1}/duty`),
        current_duty_dependent_root: digestOf(`${epoch}/duty`),
        execution_optimistic: false,
      });
    if (turn && topics.has('finalized_checkpoint') && source.chain.unfinalSince() === undefined)
      send(response, 'finalized_checkpoint', {
        block: digestOf(`${epoch - 2}/checkpoint`),
        state: digestOf(`${epoch - 2}/checkpoint/state`),
        epoch: String(epoch - 2),
        execution_optimistic: false,
      });
  };
  const timer = setInterval(tell, lookEvery);
  const alive = setInterval(() => response.write(':\n\n'), keepAliveEvery);
  response.once('close', () => {
    clearInterval(timer);
    clearInterval(alive);
  });
};
