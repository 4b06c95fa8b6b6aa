/** The node beside the sidecar: the fast lane's own question each second, judged by the same code. */
import type { ChainVerdict } from '../catalogue/labels.ts';
import type { FleetNode } from '../config/fleet.ts';
import type { Chain } from '../policy/chains.ts';
import { type Ladder, limits } from '../policy/ladder.ts';
import type { NodeKind } from '../probe/api.ts';
import { createAsker } from '../probe/asker.ts';
import type { Recorder } from '../registry/registry.ts';
import { failed } from '../rpc/observation.ts';
import { createPool } from '../rpc/pool.ts';
import { type Claim, isFutureBeside } from '../tick/future.ts';
import { answerOf } from '../tick/tick.ts';
import type { Lag } from '../verdict/lag.ts';
import { type Quality, type Standing, standingOf } from '../verdict/lbMembers.ts';
import { freshNode, judgeNode, type NodeMemory } from '../verdict/node.ts';
import type { HeadView } from '../view.ts';

/** Questions of a sidecar are counted by nobody: the collector's series are about what it asks itself. */
const unrecorded: Recorder = {
  set: () => undefined,
  inc: () => undefined,
  observe: () => undefined,
  clear: () => undefined,
};

export interface OwnNodeOptions {
  readonly node: FleetNode;
  readonly chain: Chain;
  readonly ladder: Ladder;
  readonly kind: NodeKind;
  /** What others claim of the time, to tell a head in the future from a clock of ours that is slow. */
  readonly claims: () => readonly Claim[];
}

export const createOwnNode = ({ node, chain, ladder, kind, claims }: OwnNodeOptions) => {
  const pool = createPool(node.endpoint);
  const labels = { target: node.name, role: 'node', chain: chain.name, region: node.region, vantage: '' } as const;
  const asker = createAsker(pool, labels, unrecorded);
  const light = kind.light(chain);
  let memory: NodeMemory = freshNode(Date.now() / 1000);
  let head: { readonly view: HeadView; readonly mono: number } | undefined;
  let asked = 0;
  let answered = 0;

  const judge = (answer: ReturnType<typeof answerOf> | undefined, lag: Lag | undefined, verdict?: ChainVerdict) => {
    memory = judgeNode(
      {
        ...{ at: Date.now() / 1000, answer, lag, chain: verdict ?? 'live', syncing: false, aloneSince: undefined },
        ...{ behindDeadEdge: false, cutOff: false, blind: false, ladder },
      },
      memory,
    );
  };

  const standing = (): Standing | undefined => {
    const known = standingOf(memory.verdict);
    // Alone it has nothing to compare with, but it answers.
    return known ?? (memory.answeredAt === undefined ? undefined : 'answers');
  };

  return {
    name: node.name,
    memory: (): NodeMemory => memory,
    head: () => head,
    quality: (): Quality | undefined => {
      const now = standing();
      // An old head is no evidence of a lag: perhaps it is we who have not looked.
      const fresh = head && performance.now() - head.mono < limits.lbFresh * 1000;
      return now && { standing: now, head: now === 'answers' && fresh ? head?.view : undefined };
    },
    /** One question; resolves when it is answered or its deadline is over. @param lagOf of a head, against others */
    ask: async (
      lagOf: (head: HeadView) => Lag | undefined,
      verdict?: () => ChainVerdict | undefined,
    ): Promise<void> => {
      asked += 1;
      const order = asked;
      const given = await light.ask(asker, ladder.deadline);
      const lies = given.ok && isFutureBeside(given.value, claims, Date.now() / 1000, chain.blockTime);
      const seen = lies ? failed('future_block', given) : given;
      // It was overtaken: a later question has been answered already.
      if (order < answered) return;
      answered = order;
      // Told to the others though it is not believed here: it is by what each of them is told that a slow clock is known.
      if (given.ok) head = { view: given.value, mono: given.receivedMono };
      judge(answerOf(seen), seen.ok ? lagOf(seen.value) : undefined, verdict?.());
    },
    /** A question that is under way may have been failing for long enough by now. */
    age: (): void => judge(undefined, undefined),
    close: (): Promise<void> => pool.close(),
  };
};

export type OwnNode = ReturnType<typeof createOwnNode>;
