/**
 * "Transparency": what comes in, what goes out, how long it lasts, and how much of it the chain confirms; beside the
 * service that it pays for. One definition, two profiles: members are in no series.
 */
import type { Fleet } from '../../collector/config/fleet.ts';
import type { Dashboard, Profile } from '../kit/model.ts';
import { plainText } from '../kit/queries.ts';
import { contextOf } from './context.ts';
import { balanceRow } from './transparency/balance.ts';
import { monthRow, movementRow } from './transparency/months.ts';
import { proofRow } from './transparency/proof.ts';
import { upkeepRow } from './transparency/upkeep.ts';

export const build = (profile: Profile, fleet: Fleet): Dashboard | undefined => {
  if (fleet.treasury === undefined) return undefined;
  const context = contextOf(profile, fleet);
  const { treasury } = fleet;
  return {
    name: 'transparency',
    title: 'Transparency',
    description: `${plainText(fleet.service.name)}: income, expense and balance as the books have them, and what of it the chain confirms. Months are UTC.`,
    tags: ['headwatch'],
    profile,
    from: 'now-7d',
    refresh: '60s',
    rows: [
      proofRow(treasury),
      monthRow(context, treasury),
      movementRow(treasury),
      balanceRow(context, treasury),
      ...(profile === 'operator' ? [upkeepRow] : []),
    ],
    variables: [],
  };
};
