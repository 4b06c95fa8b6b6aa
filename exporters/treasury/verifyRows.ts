/** Looks up the transactions that the books name. What no node can tell stays unknown: nobody is called wrong for that. */
import type { Movement } from '../../treasury/model.ts';
import { monthOf, startOf } from '../../treasury/months.ts';
import { inTurns, lastBlockBefore, type Node, reasonOf } from './ask.ts';
import type { Scope } from './move.ts';
import { readTx } from './readRange.ts';
import type { ScanState } from './state.ts';

export type Absent = 'missing' | 'pending' | 'unknown';

export interface Witness {
  readonly name: string;
  readonly node: Node;
  /** Its verdict is ok: what it does not have may be told. */
  readonly well: boolean;
}

const atOnce = 4;
const day = 86_400;
/** Blocks that are looked through for a transaction to prove by. */
const proofBlocks = 5;

/**
 * Whether a node shows the receipt of some transaction from before a time: then its index reaches back that far, and what
 * it does not have is not there. Old receipts may be pruned (geth `--history.transactions`, Nitro `tx-lookup-limit`).
 */
const reachesBack = async (node: Node, time: number, final: number): Promise<boolean> => {
  const { number } = await lastBlockBefore(node, time, 0, final);
  for (let block = number; block <= Math.min(final, number + proofBlocks); block++) {
    const [hash] = await node.hashesOf(block);
    if (hash !== undefined) return (await node.receipt(hash)) !== null;
  }
  // Nothing was sent then; the blocks are there.
  return true;
};

export interface VerifyOptions {
  readonly witnesses: readonly Witness[];
  readonly scope: Scope;
  readonly state: ScanState;
  readonly movements: readonly Movement[];
  /** The final block that the first witness has, and when it was made. */
  readonly final: { readonly number: number; readonly timestamp: number };
  readonly now: number;
  /** Proofs that were made, by witness and time; kept between rounds. */
  readonly proofs: Map<string, boolean>;
}

/** Adds what is found to the state; tells of the others. */
export const verifyRows = async (options: VerifyOptions): Promise<ReadonlyMap<string, Absent>> => {
  const { witnesses, scope, state, movements, final, now, proofs } = options;
  const dates = new Map<string, string>();
  for (const { tx, date } of movements) {
    const hash = tx?.toLowerCase();
    if (hash !== undefined && !state.txs.has(hash) && date > (dates.get(hash) ?? '')) dates.set(hash, date);
  }
  const absent = new Map<string, Absent>();
  for (const hash of dates.keys()) {
    absent.set(hash, 'unknown');
    if (!state.askedSince.has(hash)) state.askedSince.set(hash, now);
  }
  for (const hash of [...state.askedSince.keys()]) if (!dates.has(hash)) state.askedSince.delete(hash);

  /** It was there when the row was written: a chain that is final beyond that must have it. */
  const mustBeFinal = (hash: string, date: string): boolean =>
    final.timestamp >= Math.min(state.askedSince.get(hash) ?? now, Date.parse(`${date}T00:00:00Z`) / 1000 + day);
  const proven = async ({ name, node }: Witness, date: string): Promise<boolean> => {
    // A payment may have been made long before it was booked.
    const time = startOf(monthOf(date)) - 31 * day;
    const key = `${name} ${time} ${Math.floor(now / day)}`;
    const known = proofs.get(key) ?? (await reachesBack(node, time, final.number));
    proofs.set(key, known);
    return known;
  };

  for (const witness of witnesses) {
    const left = [...absent].filter(([, what]) => what !== 'pending').map(([hash]) => hash);
    await inTurns(left, atOnce, async (hash) => {
      const date = dates.get(hash) ?? '';
      try {
        const fact = await readTx(witness.node, hash, scope, final.number);
        if (fact === 'pending') absent.set(hash, 'pending');
        else if (fact !== null) {
          state.txs.set(hash, fact);
          absent.delete(hash);
        } else if ((await witness.node.tx(hash)) !== null) absent.set(hash, 'pending');
        else if (witness.well && mustBeFinal(hash, date) && (await proven(witness, date))) absent.set(hash, 'missing');
      } catch (error) {
        // The next one may know; else it stays as it is.
        reasonOf(error);
      }
    });
  }
  return absent;
};
