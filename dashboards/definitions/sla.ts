/** "SLA": what was promised, what is left of it, where the rest went. One definition, two profiles. */
import type { Fleet } from '../../collector/config/fleet.ts';
import type { Dashboard, Profile } from '../kit/model.ts';
import { plainText } from '../kit/queries.ts';
import { contextOf } from './context.ts';
import { leveled, serviceLevelRow } from './serviceLevel.ts';
import { budgetRow, ledgerRow } from './sla/budget.ts';
import { causeRow } from './sla/causes.ts';

/** Nothing for a fleet that promises nothing: no edge for members that anybody measures. */
export const build = (profile: Profile, fleet: Fleet): Dashboard | undefined => {
  const context = contextOf(profile, fleet);
  if (leveled(context).length === 0) return undefined;
  return {
    name: 'sla',
    title: 'SLA',
    description: `${plainText(fleet.service.name)}: what was promised, how much of it is left, and where it went. UTC.`,
    tags: ['headwatch'],
    profile,
    from: 'now-7d',
    refresh: '60s',
    rows: [
      ...serviceLevelRow(context),
      causeRow(context),
      budgetRow(context),
      ...(profile === 'operator' ? [ledgerRow] : []),
    ],
    variables: [],
  };
};
