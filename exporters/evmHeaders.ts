/**
 * The headers that the light question of an execution endpoint has been answered with: what slow probes read of them
 * costs the node no further call.
 */
import type { Asker } from '../collector/probe/api.ts';
import { isRecord } from '../collector/rpc/parse.ts';

export interface HeaderLink {
  readonly number: number;
  readonly hash: string;
  readonly parentHash: string;
}

export interface HeaderLog {
  /** The newest header without its lists: the hashes of all transactions of a block are much, and nobody reads them. */
  readonly last: () => Readonly<Record<string, unknown>> | undefined;
  /** Links that came since the last call, oldest first. Each change of the head is one. */
  readonly take: () => readonly HeaderLink[];
  readonly add: (head: { readonly number: number; readonly hash: string }, header: unknown) => void;
}

/** Links that nobody takes are forgotten: a chain of fast blocks has no probe that reads them. */
const kept = 64;

/** Kept until the next block: what is as large as this for every node makes the collection of garbage long. */
const withoutLists = ({
  transactions: _transactions,
  uncles: _uncles,
  withdrawals: _withdrawals,
  logsBloom: _bloom,
  ...rest
}: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => rest;

const createHeaderLog = (): HeaderLog => {
  let last: Readonly<Record<string, unknown>> | undefined;
  let lastHash = '';
  let links: HeaderLink[] = [];
  return {
    last: () => last,
    take: () => {
      const taken = links;
      links = [];
      return taken;
    },
    add: ({ number, hash }, header) => {
      if (hash === lastHash || !isRecord(header)) return;
      lastHash = hash;
      last = withoutLists(header);
      if (typeof header.parentHash !== 'string') return;
      links.push({ number, hash, parentHash: header.parentHash });
      if (links.length > kept) links.shift();
    },
  };
};

/** By asker: the light question and the slow probes of a target share one. */
const logs = new WeakMap<Asker, HeaderLog>();

export const headersOf = (asker: Asker): HeaderLog => {
  const known = logs.get(asker);
  if (known) return known;
  const log = createHeaderLog();
  logs.set(asker, log);
  return log;
};
