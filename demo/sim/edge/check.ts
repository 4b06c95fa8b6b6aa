/** One health check of a node: does it answer, on this chain, with a head that is less than 15 s old? */
import type { Agent } from 'node:http';
import { request } from 'node:http';
import type { ChainModel } from '../chain/model.ts';

/** So that request counts can tell a check from a question. */
export const checkAgent = 'Cloudflare-Traffic-Manager/1.0';
export const drainAfterSeconds = 15;
const deadlineMs = 2_000;
const largestAnswer = 64 * 1024;
const question = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_getBlockByNumber', params: ['latest', false] });

const ask = (url: string, agent: Agent): Promise<string | undefined> =>
  new Promise((resolve) => {
    const outgoing = request(url, {
      method: 'POST',
      agent,
      headers: { 'content-type': 'application/json', 'user-agent': checkAgent },
    });
    const end = (answer: string | undefined): void => {
      clearTimeout(timer);
      if (answer === undefined) outgoing.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => end(undefined), deadlineMs);
    outgoing.on('error', () => end(undefined));
    outgoing.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        if (text.length > largestAnswer) end(undefined);
      });
      response.on('error', () => end(undefined));
      response.on('end', () => end(response.statusCode === 200 && response.complete ? text : undefined));
    });
    outgoing.end(question);
  });

const headOf = (text: string): { number: number; timestamp: number; hash: string } | undefined => {
  try {
    const { number, timestamp, hash } = JSON.parse(text).result;
    const isHex = (value: unknown): value is string => typeof value === 'string' && value.startsWith('0x');
    return isHex(number) && isHex(timestamp) && isHex(hash)
      ? { number: Number(number), timestamp: Number(timestamp), hash }
      : undefined;
  } catch {
    return undefined;
  }
};

/** "On this chain" is judged by the hash: it also catches other heights and forks. */
export const checkNode = async (url: string, agent: Agent, chain: ChainModel, now: () => number): Promise<boolean> => {
  const text = await ask(url, agent);
  const head = text === undefined ? undefined : headOf(text);
  if (!head) return false;
  const truth = chain.block(chain.headAt(now()));
  if (!truth || head.number > truth.number || truth.timestamp - head.timestamp >= drainAfterSeconds) return false;
  return chain.block(head.number)?.hash === head.hash;
};
