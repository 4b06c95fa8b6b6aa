/**
 * A real anvil as the demo's Ethereum. It does not mine by itself: blocks are ordered one by one with their
 * timestamps, because its interval mining drifts off the slots and cannot be made to catch up with the clock.
 */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { type SeededTreasury, seedFrom, seedTreasury } from '../../treasury/seed.ts';
import type { Producer } from './ethereum.ts';
import type { Block, Forwarded } from './model.ts';
import { slotSeconds, slotStart } from './slots.ts';

/** Blocks before the start: enough for the tags and for a balancer to look back. */
const warmUp = 100;
const startDeadlineMs = 20_000;
/** What clients may ask of anvil through a node; never its `anvil_` and `evm_` switches. */
const forwarded = /^(eth_(call|estimateGas|feeHistory|gasPrice|maxPriorityFeePerGas|blobBaseFee|get\w+)|net_version)$/;
const cacheMs = 1_000;
const cacheSize = 256;

export const anvilBinary = (): string => {
  const name = `@foundry-rs/anvil-${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}/bin/anvil`;
  try {
    return createRequire(import.meta.url).resolve(name);
  } catch {
    return 'anvil';
  }
};

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const ask = async (url: string, method: string, params: readonly unknown[]): Promise<Forwarded> => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    signal: AbortSignal.timeout(10_000),
  }).catch((error: Error) => {
    const cause = error.cause instanceof Error ? error.cause.message : error.message;
    throw new Error(`anvil does not answer ${method}: ${cause}`);
  });
  const answer: unknown = await response.json();
  if (!isRecord(answer)) throw new Error(`anvil answered ${method} without an object`);
  if (isRecord(answer.error)) {
    return { error: { code: Number(answer.error.code), message: String(answer.error.message) } };
  }
  return { result: answer.result };
};

const demand = async (url: string, method: string, params: readonly unknown[]): Promise<unknown> => {
  const outcome = await ask(url, method, params);
  if ('error' in outcome) throw new Error(`anvil refused ${method}: ${outcome.error.message}`);
  return outcome.result;
};

const fetchBlock = async (url: string, tag: string): Promise<Block> => {
  const json = await demand(url, 'eth_getBlockByNumber', [tag, false]);
  if (!isRecord(json)) throw new Error(`anvil has no block ${tag}`);
  return {
    number: Number(json.number),
    timestamp: Number(json.timestamp),
    hash: String(json.hash),
    parentHash: String(json.parentHash),
    json,
  };
};

/**
 * Runs its arguments until its standard input closes, which it does when this process ends, however it ends: an anvil
 * must not outlive a simulator that was killed. Its own output is closed, so that anvil's end is seen as the end of it.
 */
const guard = 'trap "" INT TERM HUP; "$@" & anvil=$!; exec >&- 2>&-; cat >/dev/null; kill -9 $anvil';

/** Slots: short, so that payments are final within minutes; longer than a reorganisation of the drill, which takes back none that is safe. */
const epoch = 6;

/** Starts anvil on a free loopback port. */
const start = async (genesis: number): Promise<{ url: string; stop: () => Promise<void> }> => {
  const flags = ['--host', '127.0.0.1', '--port', '0', '--chain-id', '1', '--slots-in-an-epoch', String(epoch)];
  const command = [anvilBinary(), ...flags, '--no-mining', '--timestamp', String(genesis)];
  const child = spawn('/bin/sh', ['-c', guard, 'sh', ...command], { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.on('error', () => {}); // it ended by itself
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = (): Promise<void> => {
    child.stdin.end();
    return ended;
  };
  try {
    const url = await new Promise<string>((resolve, reject) => {
      let said = '';
      const timer = setTimeout(() => reject(new Error('anvil did not listen in time')), startDeadlineMs);
      const listen = (chunk: Buffer): void => {
        said = `${said}${chunk}`.slice(-20_000);
        const port = /Listening on 127\.0\.0\.1:(\d+)/.exec(said)?.[1];
        if (!port) return;
        clearTimeout(timer);
        resolve(`http://127.0.0.1:${port}`);
      };
      const gone = (): void => reject(new Error(`anvil did not start: ${said.trim().slice(-500)}`));
      child.stdout.on('data', listen).once('end', gone);
      child.stderr.on('data', listen);
      child.once('error', gone);
      ended.then(() => clearTimeout(timer));
    });
    return { url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

const cachedForward = (url: string): Producer['forward'] => {
  const cache = new Map<string, { at: number; answer: Promise<Forwarded> }>();
  return (method, params) => {
    if (!forwarded.test(method)) {
      const message = `the method ${method} does not exist/is not available`;
      return Promise.resolve({ error: { code: -32601, message } });
    }
    const key = JSON.stringify([method, params]);
    const known = cache.get(key);
    const now = Date.now();
    if (known && now - known.at < cacheMs) return known.answer;
    const failed = { error: { code: -32000, message: 'upstream unavailable' } };
    const answer = ask(url, method, params).catch((): Forwarded => failed);
    cache.delete(key);
    cache.set(key, { at: now, answer });
    const oldest = cache.keys().next();
    if (cache.size > cacheSize && !oldest.done) cache.delete(oldest.value);
    return answer;
  };
};

export interface AnvilProducer extends Producer {
  readonly treasury?: SeededTreasury;
}

/**
 * `spawn` starts a fresh one whose head is the newest slot; a given one is taken over from the head that it has.
 * @param treasury a fresh one begins months ago, with what its treasury has seen since
 */
export const anvilEthereum = async (
  from: { readonly url: string } | 'spawn',
  now: number,
  treasury = false,
): Promise<AnvilProducer> => {
  const newest = slotStart(Math.floor(now));
  const begins = treasury ? slotStart(Math.floor(seedFrom(now))) - slotSeconds : newest - warmUp * slotSeconds;
  const own = from === 'spawn' ? await start(begins) : undefined;
  const url = own?.url ?? (from === 'spawn' ? '' : from.url);
  try {
    await demand(url, 'evm_setIntervalMining', [0]);
    const produce = async (timestamp: number): Promise<Block> => {
      await demand(url, 'evm_mine', [{ timestamp }]);
      return fetchBlock(url, 'latest');
    };
    const seeded = treasury
      ? await seedTreasury(
          { ask: (method, params) => demand(url, method, params), slotAt: (time) => slotStart(Math.floor(time)) },
          now,
        )
      : undefined;
    let head = await fetchBlock(url, 'latest');
    const first = Math.max(0, head.number - warmUp);
    const history: Block[] = [];
    for (let number = first; number < head.number; number++)
      history.push(await fetchBlock(url, `0x${number.toString(16)}`));
    history.push(head);
    const skipTo = Math.floor(now) - warmUp * slotSeconds;
    let next = head.timestamp + slotSeconds;
    if (next < skipTo) next += Math.ceil((skipTo - next) / slotSeconds) * slotSeconds;
    for (; next <= now; next += slotSeconds) {
      head = await produce(next);
      history.push(head);
    }
    const forward = cachedForward(url);
    return {
      domain: 'ethereum/anvil',
      history,
      produce,
      // As anvil has them: one epoch and two behind its head.
      safeBehind: epoch,
      finalizedBehind: 2 * epoch,
      wrongShift: 9_000_000,
      ...(forward ? { forward } : {}),
      ...(seeded ? { treasury: seeded } : {}),
      stop: async () => own?.stop(),
    };
  } catch (error) {
    await own?.stop();
    throw error;
  }
};
