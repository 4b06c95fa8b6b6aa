/** Which mode is on for which target, since when, and the record of every switch. */
import { type FaultName, faults } from '../faults/index.ts';
import type { Active } from './chain/view.ts';
import { edgeModes, feedModes, hostModes, type SimAction, type SimMode, simModes } from './modes.ts';
import type { AppliedAction, LoggedAction } from './types.ts';

/** A request that names something that does not exist; the message is for the person who made it. */
export class SimRequestError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SimRequestError';
  }
}

export interface Lever {
  /** Modes that mean something to this target. */
  readonly modes: ReadonlySet<SimAction['mode']>;
  readonly pull: (action: SimAction | undefined, since: number) => Promise<void>;
}

export interface Switchboard {
  readonly set: (action: SimAction, on: boolean) => Promise<void>;
  readonly fault: (name: string, on: boolean) => Promise<void>;
  readonly clear: () => Promise<void>;
  readonly actions: () => readonly AppliedAction[];
  readonly log: () => readonly LoggedAction[];
  readonly targets: () => ReadonlyMap<string, Lever>;
}

const keptLog = 5_000;

const isFaultName = (name: string): name is FaultName => Object.hasOwn(faults, name);

export const activeOf = (action: SimAction | undefined, since: number): Active | undefined => {
  const mode = simModes.find((known) => known === action?.mode);
  if (!action || !mode) return undefined;
  return { mode, since, ...(action.seconds === undefined ? {} : { seconds: action.seconds }) };
};

export const everyMode: ReadonlySet<SimMode> = new Set(
  simModes.filter((mode) => !feedModes.has(mode) && !hostModes.has(mode)),
);
export const nodeModes: ReadonlySet<SimMode> = new Set([...everyMode].filter((mode) => !edgeModes.has(mode)));

export const createSwitchboard = (
  levers: ReadonlyMap<string, Lever>,
  now: () => number,
  changed: () => void,
): Switchboard => {
  const on = new Map<string, AppliedAction>();
  const log: LoggedAction[] = [];

  const leverOf = (action: SimAction): Lever => {
    const lever = levers.get(action.target);
    if (!lever) {
      throw new SimRequestError(`unknown target ${action.target}; there are ${[...levers.keys()].join(', ')}`);
    }
    if (!lever.modes.has(action.mode)) {
      throw new SimRequestError(`${action.target} has no mode ${action.mode}; it has ${[...lever.modes].join(', ')}`);
    }
    return lever;
  };

  const set = async (action: SimAction, wanted: boolean): Promise<void> => {
    const lever = leverOf(action);
    const current = on.get(action.target);
    // Lifting a mode that is not on changes nothing; one target has one mode.
    if (!wanted && current?.mode !== action.mode) return;
    const at = now();
    if (wanted) on.set(action.target, { ...action, since: at });
    else on.delete(action.target);
    log.push({ at, target: action.target, mode: action.mode, on: wanted });
    if (log.length > keptLog) log.shift();
    changed();
    await lever.pull(wanted ? action : undefined, at);
  };

  return {
    set,
    fault: async (name, wanted) => {
      if (!isFaultName(name))
        throw new SimRequestError(`unknown fault ${name}; there are ${Object.keys(faults).join(', ')}`);
      await Promise.all(faults[name].does.map((action) => set(action, wanted)));
    },
    clear: async () => {
      await Promise.all([...on.values()].map((action) => set(action, false)));
    },
    actions: () => [...on.values()],
    log: () => log,
    targets: () => levers,
  };
};
