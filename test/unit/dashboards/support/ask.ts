/** A page's queries as Grafana would send them, and what came. */

import type { DashboardName } from '../../../../collector/catalogue/dashboards.ts';
import type { Profile } from '../../../../dashboards/kit/model.ts';
import { type Chosen, type DashboardJson, filledIn, type PanelJson, panelsOf, type Target } from './panels.ts';
import type { Queries, Sample } from './prometheus.ts';

/** A page as it is asked: whichever fleet it is of. */
export interface AskedPage {
  readonly name: DashboardName;
  readonly profile: Profile;
  readonly json: DashboardJson;
}

export interface Asked {
  readonly page: AskedPage;
  readonly panel: PanelJson;
  readonly target: Target;
  /** As it was sent. */
  readonly expr: string;
  /** At the instant; for a range query too. */
  readonly samples: readonly Sample[];
  /** Series over the five minutes before it; of range queries. */
  readonly count: number;
}

/** Variables of one value take the first that their query offers, as Grafana does. */
const chosenOn = async (prometheus: Queries, page: AskedPage, at: number): Promise<Chosen> => {
  const chosen: Record<string, string> = {};
  for (const { name, type, query, multi } of page.json.templating.list) {
    if (type !== 'query' || multi) continue;
    const [, expr = '', label = ''] = /^label_values\((.+), (\w+)\)$/.exec(query) ?? [];
    const values = (await prometheus.instant(filledIn(expr, chosen), at)).flatMap(({ metric }) => metric[label] ?? []);
    chosen[name] = values.toSorted()[0] ?? 'nothing';
  }
  return chosen;
};

export const ask = async (prometheus: Queries, page: AskedPage, at: number): Promise<readonly Asked[]> => {
  const chosen = await chosenOn(prometheus, page, at);
  const asked: Asked[] = [];
  for (const panel of panelsOf(page.json)) {
    for (const target of panel.targets) {
      const expr = filledIn(target.expr, chosen);
      const samples = await prometheus.instant(expr, at);
      const count = target.range ? await prometheus.range(expr, at - 300, at, 15) : 0;
      asked.push({ page, panel, target, expr, samples, count });
    }
  }
  return asked;
};
