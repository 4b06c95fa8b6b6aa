/** For each fault of the drill what the pages owe: no fault without an entry. */
import type { Fleet } from '../../../../collector/config/fleet.ts';
import { type Fault, type FaultName, faults, type SimAction } from '../../../faults/index.ts';
import { chainPages } from './chain.ts';
import { edgePages } from './edge.ts';
import { ethereumPages } from './ethereum.ts';
import { nitroPages } from './nitro.ts';
import { nodePages } from './nodes.ts';
import type { Expected, PagesOwe } from './owed.ts';
import { widerPages } from './wider.ts';

export const pagesOwe: Readonly<Record<FaultName, PagesOwe>> = {
  ...nodePages,
  ...nitroPages,
  ...edgePages,
  ...chainPages,
  ...ethereumPages,
  ...widerPages,
};

const isPool = ({ target }: SimAction): boolean => target.startsWith('pool:');

/** What a fault breaks: its last target; those before it only make room for it. */
const brokenBy = (name: FaultName): string => {
  const { does }: Fault = faults[name];
  return (does.find((action) => !isPool(action)) ?? does[0])?.target ?? '';
};

/** What a fault does, to another target than its own if one is given. */
export const actionsOf = (name: FaultName, target = brokenBy(name)): readonly SimAction[] => {
  const { does }: Fault = faults[name];
  const own = brokenBy(name);
  return does.map((action) => ({ ...action, target: action.target.replace(own, target) }));
};

/** @param target that it breaks, if not its own */
export const expectedOf = (name: FaultName, fleet: Fleet, target = brokenBy(name)): readonly Expected[] => {
  const { title }: Fault = faults[name];
  const owed = pagesOwe[name];
  if ('nothing' in owed) return [];
  return owed({ fleet, target }).map((each) => ({ ...each, name: `${title} (${target})` }));
};
