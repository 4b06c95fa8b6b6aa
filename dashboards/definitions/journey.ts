/** "Member journey": what a member's process asks, how long it takes, and what goes wrong on the way. */
import { metrics } from '../../collector/catalogue/index.ts';
import { sel } from '../../collector/catalogue/promql.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import type { Dashboard, Profile } from '../kit/model.ts';
import { plainText } from '../kit/queries.ts';
import { contextOf } from './context.ts';
import { edgeRow } from './journey/edges.ts';
import { memberRows } from './journey/members.ts';
import { questionsRow } from './journey/questions.ts';
import { pathRow } from './journey/steps.ts';
import { deadlineOf } from './thresholds.ts';

/** For members nothing without an edge that somebody measures. */
export const build = (profile: Profile, fleet: Fleet): Dashboard | undefined => {
  const context = contextOf(profile, fleet);
  const operator = profile === 'operator';
  const rows = [
    ...memberRows(context),
    ...(operator
      ? [...edgeRow(context), ...pathRow(context), questionsRow(deadlineOf(fleet, Object.keys(fleet.ladders)))]
      : []),
  ];
  if (rows.length === 0) return undefined;
  return {
    name: 'journey',
    title: 'Member journey',
    description: `${plainText(fleet.service.name)}: the calls that stand for what a member needs, step by step and by region.`,
    tags: ['headwatch'],
    profile,
    from: 'now-6h',
    refresh: '15s',
    rows,
    variables: [{ name: 'target', label: 'Target', query: `label_values(${sel(metrics.headSuccess)}, target)` }],
  };
};
