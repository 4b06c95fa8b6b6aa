/** What was told of a window: the little that must be remembered of it over a restart. */
import type { Store } from '../store/store.ts';

export const tellings = ['planned', 'begins', 'ended', 'cancelled'] as const;
export type Telling = (typeof tellings)[number];

const keyOf = (id: string): string => `maintenance:${id}`;

export const readTold = (store: Pick<Store, 'read'>, id: string): readonly Telling[] => {
  const words = (store.read(keyOf(id)) ?? '').split(' ');
  return tellings.filter((telling) => words.includes(telling));
};

export const wasTold = (told: readonly Telling[], telling: Telling): boolean => told.includes(telling);

/** Nothing more will be told of it. */
export const isOver = (told: readonly Telling[]): boolean => wasTold(told, 'ended') || wasTold(told, 'cancelled');

/** Runs `tell` in the transaction that remembers it, or not at all. */
export const tellOnce = (store: Store, id: string, telling: Telling, tell: () => void): void =>
  store.transaction(() => {
    const told = readTold(store, id);
    if (wasTold(told, telling)) return;
    store.write(keyOf(id), [...told, telling].join(' '));
    tell();
  });
