/** Planned work as change events: who is paged meanwhile reads beside the incident what is being done. */
import type { Window } from '../../ledger/windows.ts';
import type { WindowKind } from '../maintenance/job.ts';
import { type ChangeSources, oweChange } from './changes.ts';

const minute = (at: number): string => `${new Date(at * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

const words: Readonly<Record<WindowKind, (window: Window) => string>> = {
  planned: ({ from, to }) => `is planned, ${minute(from)} to ${minute(to)}`,
  begins: ({ to }) => `begins, until ${minute(to)}`,
  ended: () => 'is over',
  cancelled: ({ from }) => `that was planned for ${minute(from)} is called off`,
};

/** For the maintenance job's hook, inside the transaction that notes the same. */
export const changeOfWindow =
  (sources: ChangeSources) =>
  (kind: WindowKind, window: Window): void => {
    const { id, scope, regions, reason, author, forced } = window;
    const about = [scope, ...regions].join(' ');
    oweChange(sources, `maintenance:${id}:${kind}`, `Maintenance of ${about} ${words[kind](window)}: ${reason}`, {
      ...{ window: id, scope, reason, author },
      ...(forced ? { forced: 'the node cannot be spared' } : {}),
    });
  };
