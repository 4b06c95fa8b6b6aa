/** The ladder after overrides must still be a ladder. */
import { type Chain, knownChains } from '../../policy/chains.ts';
import { formatSeconds, parseDuration } from '../../policy/duration.ts';
import { applyOverride, defaultLadder, type Ladder, type LadderOverride } from '../../policy/ladder.ts';
import type { CheckContext, Draft } from './draft.ts';

type Rung = keyof LadderOverride;

const inLadder = {
  deadline: 'deadline',
  unreachable: 'unreachable',
  lagging: 'lagging',
  diverged: 'diverged',
  stalled: 'stalled',
  stale: 'stale',
  halted: 'halted',
  recovered: 'recovered',
  page_bad: 'pageBad',
  page_window: 'pageWindow',
  readmit: 'readmit',
} as const satisfies Record<Rung, keyof Ladder>;

/** [smaller, larger, whether they may be equal, why]. */
const order: readonly (readonly [Rung, Rung, 'equal' | 'less', string])[] = [
  ['deadline', 'unreachable', 'less', 'one lost question is not an unreachable node'],
  ['lagging', 'stale', 'equal', 'a node leaves the pool before its edge goes stale'],
  ['page_bad', 'page_window', 'equal', 'more bad seconds than the window holds never page'],
  ['recovered', 'readmit', 'equal', 'a node is well before it is let back in'],
];

const chainOf = (draft: Draft, name: string): Chain | undefined => {
  const known = Object.values(knownChains).find((chain) => chain.name === name);
  if (known) return known;
  const blockTime = parseDuration(draft.chains?.[name]?.block_time ?? '');
  return blockTime === undefined ? undefined : { name, id: 0, blockTime, quiet: false };
};

export const checkLadders = ({ draft, fault }: CheckContext): void => {
  for (const [name, chain] of Object.entries(draft.chains ?? {})) {
    if (chain?.block_time !== undefined && parseDuration(chain.block_time) === 0) {
      fault(['chains', name, 'block_time'], 'more than 0 s');
    }
  }
  for (const [name, texts] of Object.entries(draft.policy ?? {})) {
    const chain = chainOf(draft, name);
    const over: LadderOverride = {};
    for (const [rung, text] of Object.entries(texts ?? {})) {
      const seconds = parseDuration(text ?? '');
      if (seconds === 0) fault(['policy', name, rung], 'more than 0 s');
      // The draft holds only keys that the schema knows.
      else if (seconds !== undefined) over[rung as Rung] = seconds;
    }
    if (!chain) continue;
    const ladder = applyOverride(defaultLadder(chain), over);
    for (const [low, high, how, why] of order) {
      const [small, large] = [ladder[inLadder[low]], ladder[inLadder[high]]];
      if (small < large || (how === 'equal' && small === large)) continue;
      // Point at a rung that the file sets; at least one of the two is, for the shipped ladders are in order.
      if (over[low] !== undefined) {
        fault(
          ['policy', name, low],
          `${how === 'equal' ? 'at most' : 'less than'} ${high} (${formatSeconds(large)}): ${why}`,
        );
      } else {
        fault(
          ['policy', name, high],
          `${how === 'equal' ? 'at least' : 'more than'} ${low} (${formatSeconds(small)}): ${why}`,
        );
      }
    }
  }
};
