/**
 * Makes planned work real: a window of the ledger begins, is silenced, warned of, and ends here, whoever announced it
 * and however. What was told of a window is kept in the store; all else is derived from the ledger and from what the
 * Alertmanagers hold, so that it may be called as often as one likes, and after any restart.
 */
import type { Fleet } from '../../../collector/config/fleet.ts';
import { incidentOfNode } from '../../../collector/config/graph.ts';
import type { View } from '../../../collector/view.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { Window } from '../../ledger/windows.ts';
import { endsSoonText, heldBackText, type MembersKind, overNotWellText } from '../../notifiers/maintenanceText.ts';
import type { Ask } from '../fetchJson.ts';
import { announceComposed } from '../membersDesk.ts';
import { tellOperators } from '../operatorsLine.ts';
import type { Store } from '../store/store.ts';
import { memberTextOf } from './memberWindow.ts';
import { type Brought, bringSilences, type Coverage } from './silences.ts';
import { cannotSpare, nodeOfWindow } from './spare.ts';
import { isOver, readTold, tellOnce, wasTold } from './told.ts';

/** What happens to a window, for whoever else wants to know: each once. `cancelled` never began. */
export const windowKinds = ['planned', 'begins', 'ended', 'cancelled'] as const;
export type WindowKind = (typeof windowKinds)[number];

export interface MaintenanceOptions {
  readonly fleet: Fleet;
  readonly store: Store;
  readonly now: () => number;
  /** Undefined while its files cannot be read. */
  readonly ledger: () => Pick<Ledger, 'allWindows'> | undefined;
  /** The collector's view, unless it is too old to say anything about now. */
  readonly view: () => View | undefined;
  /** Called inside the transaction that notes it: what it owes through the outbox is owed exactly once. */
  readonly onWindow?: (kind: WindowKind, window: Window) => void;
  /** Something may be owed. */
  readonly wake: () => void;
  readonly ask?: Ask;
}

/** How a window stands now. */
export interface WindowState {
  readonly state: 'planned' | 'open' | 'held back' | 'over';
  /** Of a node's open window. */
  readonly silences: Coverage | null;
  /** Why it is held back. */
  readonly why: string | null;
}

export interface MaintenanceJob {
  /** Does what is due; calls that overlap follow each other. @throws when the store cannot be used */
  tend(): Promise<void>;
  stateOf(window: Window): WindowState;
  /** Alertmanagers that did not answer last: what they silence goes on until its end. */
  unanswered(): number;
  /** The open windows of nodes that have begun, by the node's name. */
  nodesInWork(): ReadonlyMap<string, Window>;
}

/** Ends and calls-off of windows that were over this long ago have been told, or never will be. Seconds. */
const looksBack = 2 * 86_400;
/** A node that cannot be spared for a moment, or a collector that just started, holds nobody back aloud. */
const settles = 15;
/** Before its end; a short window's last third. */
const warnsBefore = 600;

export const createMaintenanceJob = (options: MaintenanceOptions): MaintenanceJob => {
  const { fleet, store, now, ledger, view, wake, ask = { timeoutMs: 2000 } } = options;
  const startedAt = now();
  let brought: Brought = { coverage: new Map(), unanswered: 0 };
  let last: Promise<void> = Promise.resolve();

  const windowsNow = (): readonly Window[] => ledger()?.allWindows(now() - looksBack) ?? [];
  const isOpen = (window: Window): boolean => window.from <= now() && now() < window.ended;
  const begun = (windows: readonly Window[]): readonly Window[] =>
    windows.filter((window) => isOpen(window) && wasTold(readTold(store, window.id), 'begins'));

  const why = (window: Window, windows: readonly Window[]): string | undefined => {
    const node = nodeOfWindow(window);
    if (node === undefined || window.forced) return undefined;
    const { from, to } = window;
    const others = windows.filter(({ id, ended }) => id !== window.id && ended > now());
    return cannotSpare({ fleet, node, from, to, planned: from > now(), windows: others, view: view() });
  };

  const members = (kind: MembersKind, window: Window, key: string = kind): void => {
    const text = memberTextOf(fleet, kind, window, now());
    if (text !== undefined) announceComposed({ fleet, store, now }, `maintenance:${window.id}:${key}`, text);
  };
  const operators = (window: Window, key: string, text: string): void => {
    tellOperators({ fleet, store, now }, `maintenance:${window.id}:${key}`, text);
  };
  const hooked = (kind: WindowKind, window: Window): void => options.onWindow?.(kind, window);

  /** In the timeline of the incident that the node is part of, if there is one. */
  const note = (window: Window, text: string, by: string | null): void => {
    const node = fleet.nodes.find(({ name }) => name === nodeOfWindow(window));
    if (!node) return;
    const { scope, region } = incidentOfNode(fleet, node);
    const incident = store.openIncident(scope, region);
    if (incident) store.note(incident.id, { at: now(), kind: 'note', text, by });
  };

  const begin = (window: Window): void =>
    tellOnce(store, window.id, 'begins', () => {
      members('begins', window);
      const forced = window.forced ? ', forced although it cannot be spared' : '';
      note(window, `Maintenance of ${window.scope} begins${forced} (${window.id}): ${window.reason}`, window.author);
      hooked('begins', window);
    });

  const finish = (window: Window): void =>
    tellOnce(store, window.id, 'ended', () => {
      members('ends', window);
      note(window, `Maintenance of ${window.scope} is over (${window.id}).`, null);
      hooked('ended', window);
      const node = fleet.nodes.find(({ name }) => name === nodeOfWindow(window));
      if (node?.state !== 'serving') return;
      const seen = view()?.nodes.find(({ name }) => name === node.name);
      if (seen?.verdict === 'ok') return;
      const state = seen ? `${seen.verdict.replace('_', ' ')}, ${seen.detail}` : 'nothing is known of it now';
      operators(window, 'not-well', overNotWellText(window, state));
    });

  const look = (window: Window, windows: readonly Window[]): void => {
    const told = readTold(store, window.id);
    if (isOver(told)) return;
    if (now() >= window.ended || window.ended <= window.from) {
      if (wasTold(told, 'begins')) finish(window);
      else if (wasTold(told, 'planned'))
        tellOnce(store, window.id, 'cancelled', () => {
          members('cancelled', window);
          hooked('cancelled', window);
        });
      return;
    }
    if (now() < window.from) {
      if (!wasTold(told, 'planned'))
        tellOnce(store, window.id, 'planned', () => {
          members('planned', window);
          hooked('planned', window);
        });
      return;
    }
    if (!wasTold(told, 'begins')) {
      const reason = why(window, windows);
      if (reason === undefined) begin(window);
      else if (now() - Math.max(window.from, startedAt) >= settles)
        operators(window, 'held-back', heldBackText(window, reason));
      return;
    }
    if (window.to - now() <= Math.min(warnsBefore, (window.to - window.from) / 3))
      operators(window, `ends-soon:${window.to}`, endsSoonText(window));
  };

  const work = async (): Promise<void> => {
    // Without its files nobody knows what is planned: what is silenced stays so until its own end.
    if (!ledger()) return;
    const windows = windowsNow();
    for (const window of windows) look(window, windows);
    wake();
    const open = begun(windows).filter((window) => nodeOfWindow(window) !== undefined);
    const { alertmanagers, service } = fleet;
    brought = await bringSilences({ service: service.name, alertmanagers, now, ask }, open);
  };

  return {
    tend: () => {
      last = last.catch(() => undefined).then(work);
      return last;
    },
    stateOf: (window) => {
      const silences = brought.coverage.get(window.id) ?? null;
      if (now() >= window.ended || window.ended <= window.from) return { state: 'over', silences: null, why: null };
      if (now() < window.from) return { state: 'planned', silences: null, why: null };
      if (wasTold(readTold(store, window.id), 'begins')) return { state: 'open', silences, why: null };
      return { state: 'held back', silences: null, why: why(window, windowsNow()) ?? null };
    },
    unanswered: () => brought.unanswered,
    nodesInWork: () =>
      new Map(begun(windowsNow()).flatMap((window) => [[nodeOfWindow(window) ?? '', window] as const])),
  };
};
