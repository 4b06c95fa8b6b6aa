/** The public report of a month, from the ledger and the incidents of the store. */
import type { Fleet } from '../../../collector/config/fleet.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { monthRange } from '../../ledger/month.ts';
import { buildReport } from '../../ledger/report/buildReport.ts';
import type { SlaReport } from '../../ledger/report/model.ts';
import type { Store } from '../store/store.ts';

const membersEdges = ({ edges }: Pick<Fleet, 'edges'>) => edges.filter(({ audience }) => audience === 'members');

/** Whether there is a service level to tell of at all. */
export const hasService = (fleet: Pick<Fleet, 'edges'>): boolean => membersEdges(fleet).length > 0;

/** Undefined where there is nothing to tell: no edge for members, or no ledger. @throws when the store cannot be read */
export const monthReport = (
  fleet: Fleet,
  store: Pick<Store, 'incidentsIn'>,
  ledger: Pick<Ledger, 'month'> | undefined,
  month: string,
): SlaReport | undefined => {
  const edges = membersEdges(fleet);
  if (!ledger || edges.length === 0) return undefined;
  const { from, to } = monthRange(month);
  const list = store
    .incidentsIn(from, to)
    .map(({ ackedAt, ...incident }) => ({ ...incident, acknowledgedAt: ackedAt }));
  return buildReport(
    fleet,
    edges.map(({ name }) => ledger.month(name, month)),
    { list, missing: null },
  );
};
