/** Tokens that came or went without a log that any node told of. */
import { type Difference, differences } from './differences.ts';
import { allMoves } from './known.ts';
import type { Scope } from './move.ts';
import type { ScanState } from './state.ts';

/** Of a checkpoint: address and contract. */
export const splitKey = (key: string): readonly [string, string] => {
  const [address = '', contract = ''] = key.split(' ');
  return [address, contract];
};

export type Moved = Pick<ScanState, 'moves' | 'txs'>;
/** No gas is paid in tokens. */
export const knownOf = (moved: Moved) => ({ moves: allMoves(moved), txs: [] });

/** What moved without a log that any node told of: such as a token that changes balances by itself. */
export const tokenDifferences = (
  { moves, txs, tokenCheckpoints, scanned }: Moved & Pick<ScanState, 'tokenCheckpoints' | 'scanned'>,
  scope: Scope,
): readonly Difference[] => {
  if (tokenCheckpoints.size === 0) return [];
  const known = knownOf({ moves, txs });
  return [...tokenCheckpoints].flatMap(([key, list]) => {
    const [address, contract] = splitKey(key);
    const code = scope.tokens.get(contract);
    const read = list.filter(({ block }) => block <= scanned);
    return code === undefined
      ? []
      : differences(address, code, read, known).map((one) => ({ ...one, token: contract }));
  });
};

/** Sentences about tokens that lately changed without a log. */
export const oddTokens = (state: ScanState, scope: Scope): readonly string[] => {
  const odd = tokenDifferences(state, scope).filter(({ at }) => at > state.scannedTime - 86_400);
  return [...new Set(odd.map(({ currency, address }) => `${currency} of ${address}`))].map(
    (what) => `${what} changed by more or less than its transfers say, by the word of every node that was asked`,
  );
};
