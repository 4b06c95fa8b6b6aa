/** What a listener answers when its transport is well: a node's RPC, a beacon's REST, a plain web page. */
import type { IncomingMessage } from 'node:http';
import type { Batches } from '../chain/batches.ts';
import type { EthereumChain } from '../chain/ethereum.ts';
import type { ChainModel } from '../chain/model.ts';
import { type Active, type View, viewOf } from '../chain/view.ts';
import { answerBeacon } from '../rpc/beacon.ts';
import { type EventSource, streamEvents } from '../rpc/beaconEvents.ts';
import { type Dialect, executionMethods } from '../rpc/blocks.ts';
import { answerRpc } from '../rpc/envelope.ts';
import { spoil } from '../rpc/spoil.ts';
import type { EndpointOptions, Exchange } from './endpoint.ts';
import type { Reply } from './reply.ts';

export type Clock = () => number;
export type Handle = (exchange: Exchange) => Promise<Reply> | Reply;

const json = 'application/json';
const plain = 'text/plain; charset=utf-8';

const refusal = (request: IncomingMessage): Reply | undefined => {
  // A bare GET is how Kubernetes probes a geth or Nitro RPC port.
  if (request.method === 'GET') return { status: 200, type: json, body: '' };
  if (request.method !== 'POST') return { status: 405, type: plain, body: 'method not allowed\n' };
  if (request.headers['content-type']?.split(';')[0]?.trim() === json) return undefined;
  return { status: 415, type: plain, body: 'invalid content type, only application/json is supported\n' };
};

/**
 * Two backends behind one name: whole requests go to one or the other. By the golden ratio, so that no client with a
 * fixed rhythm meets the same one for ever.
 */
const alternating = (): ((active: Active | undefined) => Active | undefined) => {
  let turn = 0;
  return (active) => {
    if (active?.mode !== 'head_regress') return active;
    turn += 1;
    return (turn * 0.618_034) % 1 < 0.5 ? active : undefined;
  };
};

/** Answers one JSON-RPC body as a source with this name does in a mode. */
export const rpcAnswers =
  (chain: ChainModel, dialect: Dialect, clock: Clock) =>
  (name: string, body: string, active: Active | undefined): Promise<string> =>
    answerRpc(
      body,
      spoil(
        executionMethods(dialect, () => viewOf(chain, active, name, clock())),
        active?.mode,
      ),
    );

export const rpcHandler = (chain: ChainModel, dialect: Dialect, name: string, clock: Clock): Handle => {
  const backend = alternating();
  const answer = rpcAnswers(chain, dialect, clock);
  return async ({ request, body, active }) =>
    refusal(request) ?? { status: 200, type: json, body: await answer(name, body, backend(active)) };
};

const numbersForStrings = (value: unknown): unknown => {
  if (typeof value === 'string') return /^\d{1,15}$/.test(value) ? Number(value) : value;
  if (Array.isArray(value)) return value.map(numbersForStrings);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, numbersForStrings(inner)]));
};

export const beaconHandler =
  (chain: EthereumChain, batches: Batches, version: string, name: string, clock: Clock): Handle =>
  ({ request, path, active }) => {
    if (request.method !== 'GET')
      return { status: 405, type: json, body: '{"code":405,"message":"Method Not Allowed"}' };
    const reply = answerBeacon(path, chain, batches, active, name, version, clock());
    const body = active?.mode === 'decimal_numbers' ? numbersForStrings(reply.body) : reply.body;
    return { status: reply.status, type: json, body: body === undefined ? '' : JSON.stringify(body) };
  };

/** A consensus node itself, with its event stream; `source.active` is the mode in force, also while a stream is open. */
export const beaconNodeHandler =
  (answers: Handle, source: EventSource): EndpointOptions['handle'] =>
  (exchange) => {
    const { pathname, searchParams } = new URL(exchange.path, 'http://beacon');
    if (pathname !== '/eth/v1/events') return answers(exchange);
    const topics = new Set(searchParams.getAll('topics').flatMap((each) => each.split(',')));
    streamEvents(exchange.response, topics, source);
    return undefined;
  };

/** A node's own page of metrics; the port beside it, so that nothing but a dead process keeps it from answering. */
export const metricsHandler =
  (
    chain: ChainModel,
    name: string,
    active: () => Active | undefined,
    page: (view: View) => string,
    clock: Clock,
  ): Handle =>
  ({ request, path }) =>
    request.method === 'GET' && path.startsWith('/debug/metrics/prometheus')
      ? { status: 200, type: plain, body: page(viewOf(chain, active(), name, clock())) }
      : { status: 404, type: plain, body: '404 page not found\n' };

/** Stands for a well-known web site. */
export const controlHandler: Handle = () => ({ status: 200, type: plain, body: 'ok\n' });
