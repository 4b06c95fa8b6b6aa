/** What all parts of one simulation share: the chains, the clock, chance, and what has to be closed at the end. */
import type { SeededTreasury } from '../treasury/seed.ts';
import { type AnvilProducer, anvilEthereum } from './chain/anvil.ts';
import { type ArbitrumChain, createArbitrum } from './chain/arbitrum.ts';
import { type Batches, createBatches } from './chain/batches.ts';
import { createEthereum, type EthereumChain } from './chain/ethereum.ts';
import type { ChainModel } from './chain/model.ts';
import { createNova, type NovaChain } from './chain/nova.ts';
import { slotSeconds, slotStart } from './chain/slots.ts';
import { syntheticEthereum } from './chain/syntheticEthereum.ts';
import { type Counts, newCounts } from './counts.ts';
import { type Endpoint, type EndpointOptions, openEndpoint } from './http/endpoint.ts';
import type { Clock } from './http/handlers.ts';
import type { ChainName } from './layout.ts';
import { type Random, randomFrom } from './random.ts';
import type { SimOptions } from './types.ts';

export interface World {
  readonly now: Clock;
  readonly seed: number;
  readonly random: Random;
  readonly arbitrum: ArbitrumChain;
  /** A chain that makes blocks minutes apart. */
  readonly nova: NovaChain;
  readonly ethereum: EthereumChain;
  /** Arbitrum's batches on Ethereum. */
  readonly batches: Batches;
  readonly chains: Readonly<Record<ChainName, ChainModel>>;
  /** What its Ethereum has seen of a treasury. */
  readonly treasury: SeededTreasury | undefined;
  readonly counts: Counts;
  readonly drain: { readonly intervalSeconds: number; readonly retries: number };
  readonly monitor: SimOptions['monitor'];
  readonly open: (
    name: string,
    options: Pick<EndpointOptions, 'handle'> & Partial<EndpointOptions>,
  ) => Promise<Endpoint>;
  /** Something was switched, drained or taken back: whoever keeps a record looks now. */
  readonly changed: () => void;
  readonly onChange: (listener: () => void) => void;
  /** Called in reverse order when the simulation stops. */
  readonly atStop: (close: () => Promise<void> | void) => void;
  readonly stop: () => Promise<void>;
}

/** A block is made this long after its slot began, so that the timer never fires in the slot before. */
const slotDelayMs = 20;

const followSlots = (ethereum: EthereumChain, now: Clock, failed: (error: unknown) => void): (() => void) => {
  let timer: NodeJS.Timeout;
  const arm = (): void => {
    const next = slotStart(Math.floor(now())) + slotSeconds;
    timer = setTimeout(
      () => {
        ethereum.advance(now()).catch(failed);
        arm();
      },
      (next - now()) * 1_000 + slotDelayMs,
    );
  };
  arm();
  return () => clearTimeout(timer);
};

export const createWorld = async (options: SimOptions): Promise<World> => {
  const now: Clock = () => Date.now() / 1_000;
  const seed = options.seed ?? 1;
  const random = randomFrom(seed);
  const latencyMs = options.latencyMs ?? { min: 2, max: 15 };
  const closers: (() => Promise<void> | void)[] = [];
  const source = options.anvil ?? 'spawn';
  const producer: AnvilProducer =
    source === 'none'
      ? syntheticEthereum(seed, Math.floor(now()))
      : await anvilEthereum(source, now(), options.treasury === true);
  closers.push(producer.stop);
  const ethereum = createEthereum(producer);
  // A slot may have begun while anvil was starting.
  await ethereum.advance(now());
  const arbitrum = createArbitrum(seed, ethereum.headAt);
  const nova = createNova(seed, ethereum.headAt, now());
  const counts = newCounts();
  const listeners: (() => void)[] = [];
  let stopping: Promise<void> | undefined;
  closers.push(
    followSlots(ethereum, now, (error) => {
      // Without its Ethereum the world is wrong for everyone: say so instead of going on with an old head.
      if (!stopping) process.stderr.write(`simulator: Ethereum makes no block: ${error}\n`);
    }),
  );

  const closeAll = async (): Promise<void> => {
    for (const close of closers.reverse()) await close();
  };

  return {
    now,
    random,
    arbitrum,
    nova,
    ethereum,
    batches: createBatches(ethereum, arbitrum, nova),
    seed,
    chains: { 'arbitrum-one': arbitrum, 'arbitrum-nova': nova, ethereum },
    treasury: producer.treasury,
    counts,
    drain: options.drain ?? { intervalSeconds: 5, retries: 1 },
    monitor: options.monitor,
    open: async (name, rest) => {
      const endpoint = await openEndpoint({
        random: randomFrom(seed + closers.length * 7_919),
        latencyMs,
        headers: () => ({}),
        count: (request, body) => counts.add(name, request, body),
        ...rest,
      });
      closers.push(endpoint.stop);
      return endpoint;
    },
    changed: () => {
      for (const listener of listeners) listener();
    },
    onChange: (listener) => listeners.push(listener),
    atStop: (close) => closers.push(close),
    stop: () => {
      stopping ??= closeAll();
      return stopping;
    },
  };
};
