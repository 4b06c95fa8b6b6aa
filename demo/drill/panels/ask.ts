/** A page's queries as Grafana would send them, and what came. */

import type { DashboardName } from '../../../collector/catalogue/dashboards.ts';
import type { Profile } from '../../../dashboards/kit/model.ts';
import { type Chosen, type DashboardJson, filledIn, type PanelJson, panelsOf, type Target } from './page.ts';
import type { Queries, Sample } from './queries.ts';

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

/** A page with variables of one value is asked for each that their queries offer, as a reader would pick them in turn. */
const choicesOn = async (prometheus: Queries, page: AskedPage, at: number): Promise<readonly Chosen[]> => {
  let choices: readonly Chosen[] = [{}];
  for (const { name, type, query, multi } of page.json.templating.list) {
    if (type !== 'query' || multi) continue;
    const [, expr = '', label = ''] = /^label_values\((.+), (\w+)\)$/.exec(query) ?? [];
    const found = (await prometheus.instant(filledIn(expr), at)).flatMap(({ metric }) => metric[label] ?? []);
    const values = found.length > 0 ? [...new Set(found)].toSorted() : ['nothing'];
    choices = choices.flatMap((chosen) => values.map((value) => ({ ...chosen, [name]: value })));
  }
  return choices;
};

export const ask = async (prometheus: Queries, page: AskedPage, at: number): Promise<readonly Asked[]> => {
  const asked: Asked[] = [];
  const choices = await choicesOn(prometheus, page, at);
  for (const panel of panelsOf(page.json)) {
    for (const target of panel.targets) {
      for (const expr of new Set(choices.map((chosen) => filledIn(target.expr, chosen, target.interval)))) {
        const samples = await prometheus.instant(expr, at);
        const count = target.range ? await prometheus.range(expr, at - 300, at, 15) : 0;
        asked.push({ page, panel, target, expr, samples, count });
      }
    }
  }
  return asked;
};

/** Queries that found nothing, whatever was picked. */
export const emptyOf = (asked: readonly Asked[]): readonly Asked[] => {
  const found = new Set(asked.filter(({ count, samples }) => count + samples.length > 0).map(({ target }) => target));
  return asked.filter(
    ({ target }, index) => !found.has(target) && asked.findIndex((each) => each.target === target) === index,
  );
};
