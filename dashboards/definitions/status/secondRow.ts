/** What has happened, what is planned, what can still fail, and what to do about it. */
import type { Panel, Row } from '../../kit/model.ts';
import type { Context } from '../context.ts';
import { whatToDo } from './advice.ts';
import { cloudflare, redundancy } from './reserve.ts';
import { incident, maintenance } from './told.ts';

const height = 5;

export const secondRow = (context: Context): readonly Row[] => {
  const serving = context.fleet.nodes.some(({ state }) => state === 'serving');
  const fixed: readonly Panel[] = [
    maintenance(context, 4, height),
    ...(serving ? [redundancy(context, 4, height)] : []),
    ...(context.fleet.cloudflare ? [cloudflare(4, height)] : []),
  ];
  const left = 24 - fixed.reduce((sum, { width }) => sum + width, 0);
  const last = Math.floor(left / 2);
  return [{ panels: [incident(context, left - last, height), ...fixed, whatToDo(context, last, height)] }];
};
