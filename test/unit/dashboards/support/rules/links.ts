/** Where a page leads. */
import { dashboardNames, dashboardUid } from '../../../../../collector/catalogue/dashboards.ts';
import type { Build } from '../../../../../dashboards/definitions/index.ts';
import { dashboards } from '../../../../../dashboards/definitions/index.ts';
import type { Dashboard } from '../../../../../dashboards/kit/model.ts';
import { publicToken } from '../../../../../dashboards/publicShare.ts';
import { pagesOf } from '../../../../../demo/drill/panels/page.ts';
import { fleets, type Page } from '../pages.ts';
import { ofPage, ofPanels, type Rule } from './rule.ts';

const siblings = new Map<string, ReturnType<typeof pagesOf>>();
/** Pages of the same profile and fleet. */
const others = ({ fleet, profile }: Page): ReturnType<typeof pagesOf> => {
  const key = `${fleet} ${profile}`;
  const found = siblings.get(key) ?? pagesOf(profile, fleets[fleet]);
  siblings.set(key, found);
  return found;
};

const modelOf = ({ name, fleet, profile }: Page): Dashboard => {
  const registered: Readonly<Partial<Record<string, Build>>> = dashboards;
  const built = registered[name]?.(profile, fleets[fleet]);
  if (!built) throw new Error(`no model of ${name}`);
  return built;
};

const address = (page: Page, name: (typeof dashboardNames)[number]): string =>
  page.profile === 'public'
    ? `/public-dashboards/${publicToken(name, fleets[page.fleet])}`
    : `/d/${dashboardUid(name)}`;

/** The sibling that an address leads to, by name. */
const targetOf = (page: Page, url: string) => {
  const path = url.split('?')[0];
  return [...others(page)].find(([name]) => address(page, name) === path);
};

export const links = {
  'drills from every panel to another page': ofPage((page) =>
    modelOf(page).rows.flatMap(({ panels }) =>
      panels.flatMap(({ title, drill }) => [
        drill === undefined && `${title}: no drill`,
        drill && drill.to === page.name && drill.pick === undefined && `${title}: drills to its own page`,
      ]),
    ),
  ),

  'links every panel whose drill leads to a page that there is': ofPage((page) => {
    const there = others(page);
    const linked = new Map(page.json.panels.map(({ title, links: own = [] }) => [title, own.length]));
    return modelOf(page).rows.flatMap(({ panels }) =>
      panels.map(
        ({ title, drill }) =>
          drill && linked.get(title) !== (there.has(drill.to) ? 1 : 0) && `${title}: ${linked.get(title)} links`,
      ),
    );
  }),

  'links panels to pages that exist, with variables that those have': ofPanels((panel, page) =>
    [...(panel.links ?? []), ...(panel.fieldConfig.defaults.links ?? [])].flatMap(({ title, url }) => {
      const target = targetOf(page, url);
      if (!target) return [`${title}: ${url} leads nowhere`];
      const variables = target[1].templating.list.map(({ name }) => name);
      return [...url.matchAll(/var-(\w+)=/g)].map(
        ([, name = '']) => !variables.includes(name) && `${title}: ${target[0]} has no $${name}`,
      );
    }),
  ),

  'has a menu of all pages, in order, and of the status page': ofPage((page) => {
    const there = others(page);
    const expected = dashboardNames.filter((name) => there.has(name)).map((name) => address(page, name));
    const statusPage = fleets[page.fleet].router.publicUrl;
    const wanted = [...expected, ...(statusPage === undefined ? [] : [statusPage])];
    const has = page.json.links.slice(0, wanted.length).map(({ url }) => url);
    return [JSON.stringify(has) !== JSON.stringify(wanted) && `menu ${has.join(' ')}, expected ${wanted.join(' ')}`];
  }),

  'marks pages, incidents and maintenance for operators, nothing for visitors': ofPage(({ profile, json }) => {
    const names = json.annotations.list.map(({ name }) => name);
    if (profile === 'public') return [names.length > 0 && `annotations ${names.join(', ')}`];
    return ['Pages', 'Incidents', 'Maintenance'].map((name) => !names.includes(name) && `no ${name}`);
  }),
} as const satisfies Readonly<Record<string, Rule>>;
