/** Writes down what has been sent: what the store cannot write now is kept in memory and tried until it can. */
import type { Log } from '../../collector/log.ts';
import type { Store } from './store/store.ts';

export interface Commits {
  /** @throws what the store throws, once stopped */
  readonly commit: (write: () => void) => Promise<void>;
  /** From now on a write is tried once. */
  readonly stop: () => void;
}

export const createCommits = (store: Pick<Store, 'transaction'>, log: Log): Commits => {
  let stopping = false;
  return {
    commit: async (write) => {
      for (;;) {
        try {
          store.transaction(write);
          return;
        } catch (error) {
          if (stopping) throw error;
          log.error('the store cannot write; what was sent is kept in memory and tried again');
          await new Promise((resolve) => setTimeout(resolve, 500));
        }
      }
    },
    stop: () => {
      stopping = true;
    },
  };
};
