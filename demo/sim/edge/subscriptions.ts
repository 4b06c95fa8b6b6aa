/** What a WebSocket of an edge or a node speaks: JSON-RPC as over HTTP, and `eth_subscribe` to new heads. */
import { randomBytes } from 'node:crypto';
import type { WebSocket } from 'ws';
import type { Block } from '../chain/model.ts';
import type { View } from '../chain/view.ts';
import { failure, type Outcome } from '../rpc/envelope.ts';

export interface Backend {
  /** What it shows now; `silent` takes questions and answers nothing; `gone` ends the connection. */
  readonly view: () => View | 'silent' | 'gone';
  /** Subscriptions deliver nothing while it holds. */
  readonly mute: () => boolean;
  readonly answer: (body: string) => Promise<string>;
}

/** As often as Arbitrum makes blocks. */
const lookMs = 250;
/** After a pause only the newest heads are told. */
const mostAtOnce = 8;

/** A subscription tells headers alone, as go-ethereum marshals its Header: no body, and nothing of Arbitrum's own. */
const withoutBody = new Set([
  'l1BlockNumber',
  'sendCount',
  'sendRoot',
  'size',
  'transactions',
  'uncles',
  'withdrawals',
]);
const header = ({ json }: Block): object =>
  Object.fromEntries(Object.entries(json).filter(([key]) => !withoutBody.has(key)));

interface Call {
  readonly id: unknown;
  readonly method: string;
  readonly params: readonly unknown[];
}

const callIn = (text: string): Call | undefined => {
  try {
    const { id, method, params } = JSON.parse(text);
    return typeof method === 'string' ? { id, method, params: Array.isArray(params) ? params : [] } : undefined;
  } catch {
    return undefined;
  }
};

/** What a subscriber was last told, and when, milliseconds of our clock; undefined where nothing is subscribed to. */
export type LastTold = () => { readonly height: number; readonly at: number } | undefined;

export const serveSocket = (socket: WebSocket, backend: Backend): LastTold => {
  const subscriptions = new Set<string>();
  let lastTold: { height: number; at: number } | undefined;
  let told: number | undefined;

  const tell = (block: Block): void => {
    for (const subscription of subscriptions) {
      const params = { subscription, result: header(block) };
      socket.send(JSON.stringify({ jsonrpc: '2.0', method: 'eth_subscription', params }));
    }
  };

  const look = (): void => {
    const view = backend.view();
    if (view === 'gone') socket.terminate();
    if (view === 'gone' || view === 'silent') return;
    const from = Math.max((told ?? view.head) + 1, view.head - mostAtOnce + 1);
    told = view.head;
    if (backend.mute()) return;
    for (let number = from; number <= view.head; number++) {
      const block = view.block(number);
      if (block) tell(block);
      if (block && lastTold) lastTold = { height: number, at: Date.now() };
    }
  };
  const timer = setInterval(look, lookMs);

  const own = ({ method, params }: Call): Outcome | undefined => {
    if (method === 'eth_subscribe') {
      if (params[0] !== 'newHeads') return failure(-32601, `no "${params[0]}" subscription in eth namespace`);
      const id = `0x${randomBytes(16).toString('hex')}`;
      subscriptions.add(id);
      const view = backend.view();
      lastTold ??= { height: typeof view === 'string' ? 0 : view.head, at: Date.now() };
      return { result: id };
    }
    if (method === 'eth_unsubscribe') {
      return subscriptions.delete(String(params[0])) ? { result: true } : failure(-32000, 'subscription not found');
    }
    return undefined;
  };

  socket.on('message', (data) => {
    const text = String(data);
    if (backend.view() === 'silent') return;
    const call = callIn(text);
    const outcome = call && own(call);
    if (call && outcome) socket.send(JSON.stringify({ jsonrpc: '2.0', id: call.id, ...outcome }));
    else void backend.answer(text).then((answer) => socket.send(answer));
  });
  socket.on('error', () => socket.terminate());
  socket.on('close', () => {
    clearInterval(timer);
    lastTold = undefined;
  });
  return () => lastTold;
};
