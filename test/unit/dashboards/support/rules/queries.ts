/** What panels ask. */
import { filledIn, type PanelJson, variablesIn } from '../../../../../demo/drill/panels/page.ts';
import { type Selected, selected, syntaxErrors } from '../../../../../demo/drill/panels/promql.ts';
import { known } from '../series.ts';
import { ofPage, ofPanels, type Rule } from './rule.ts';

const ranged = ['timeseries', 'state-timeline', 'heatmap'];

/** Functions that make sense of a counter; the newest value and its age are asked of copies and starts. */
const ofCounters = [
  'rate',
  'irate',
  'increase',
  'resets',
  'changes',
  'absent',
  'absent_over_time',
  'count',
  'timestamp',
];

const series = (panel: PanelJson): readonly Selected[] => panel.targets.flatMap(({ expr }) => selected(expr));

export const queries = {
  'asks something in every panel, and names every series': ofPanels(({ targets }) => [
    targets.length === 0 && 'no query',
    ...targets.map(({ refId, format, legendFormat }) => format !== 'table' && !/\S/.test(legendFormat ?? '') && refId),
  ]),

  'asks once for now, or over the range, as the panel needs, with a smallest step': ofPanels(
    ({ type, targets, interval }) => [
      ...targets.map(({ instant, range }) => instant === range && 'instant and range'),
      ...targets.map(({ range }) => range !== ranged.includes(type) && `${type} with range ${range}`),
      ranged.includes(type) && !/^\d+[sm]$/.test(interval ?? '') && `interval ${interval}`,
    ],
  ),

  'is valid PromQL': ofPanels(({ targets }) =>
    targets.flatMap(({ expr }) => syntaxErrors(filledIn(expr)).map((error) => `${expr}: ${error}`)),
  ),

  'reads series of the catalogue or recorded ones, by labels that they have': ofPanels((panel) => [
    ...panel.targets.map(
      ({ expr }) => selected(expr).length === 0 && !/vector\(/.test(expr) && `${expr} reads nothing`,
    ),
    ...series(panel).flatMap(({ name, matchers }) => {
      const def = known.get(name);
      if (!def) return [`series ${name}`];
      return Object.keys(matchers)
        .filter((label) => !def.labels.includes(label))
        .map((label) => `${name} has no label ${label}`);
    }),
  ]),

  'rates counters, and nothing else': ofPanels((panel) =>
    series(panel).map(({ name, functions }) => {
      const counts = known.get(name)?.counts ?? false;
      const rated = functions.some((each) => ofCounters.includes(each));
      const asCounter = functions.some((each) => ['rate', 'irate', 'increase'].includes(each));
      if (counts && !rated) return `${name} as it is`;
      // Copies of counters are recorded under a name that says so.
      if (!counts && asCounter && !/copy/.test(name)) return `${name} is no counter`;
      return undefined;
    }),
  ),

  // `increase` may have a time of its own: it counts what happened in that time, which the panel names.
  'rates over the interval of the page, not over one of its own': ofPanels((panel) =>
    panel.targets
      .filter(({ range }) => range)
      .flatMap(({ expr }) => selected(expr))
      .map(({ name, functions, range }) => {
        if (functions.some((each) => each === 'rate' || each === 'irate') && range !== '$__rate_interval') {
          return `${name}[${range}]`;
        }
        const counted = functions.includes('increase') && range !== '$__rate_interval';
        return counted && !/hour|minute|second|day/.test(panel.description) && `${name}[${range}] without saying so`;
      }),
  ),

  // Windows are made from the query's own least step: windows of a minute would miss what is copied each minute.
  'asks for copies of each minute with steps of a minute': ofPanels((panel) =>
    panel.targets
      .filter(({ range, expr }) => range && /:(copy|rate)1m\b/.test(expr))
      .filter(({ interval }) => interval !== '1m')
      .map(({ expr }) => expr),
  ),

  'uses its own variables, every one, and no other': ofPage(({ profile, json }) => {
    const own = json.templating.list.map(({ name }) => name);
    const asked = JSON.stringify([
      json.panels.map(({ targets = [] }) => targets.map(({ expr }) => expr)),
      queriesOf(json.templating.list),
    ]);
    const used = new Set([...variablesIn(asked), ...(profile === 'operator' ? ['datasource'] : [])]);
    return [
      ...own.filter((name) => !used.has(name)).map((name) => `$${name} is not used`),
      ...[...used].filter((name) => !own.includes(name)).map((name) => `$${name} is not defined`),
      profile === 'public' && own.length > 0 && 'a visitor’s page cannot have variables',
    ];
  }),

  'offers for its variables the labels of series that exist': ofPage(({ json }) =>
    queriesOf(json.templating.list).flatMap((query) => {
      const [, expr, label] = /^label_values\((.+), (\w+)\)$/.exec(query) ?? [];
      if (expr === undefined || label === undefined) return [`${query} is not understood`];
      return selected(filledIn(expr)).map(
        ({ name }) => !known.get(name)?.labels.includes(label) && `${name} has no label ${label}`,
      );
    }),
  ),

  'matches what may be several by a regular expression, and a single value by equality': ofPanels(
    ({ targets }, { json }) => {
      const single = new Set(json.templating.list.filter(({ multi }) => !multi).map(({ name }) => name));
      return targets.flatMap(({ expr }) =>
        [...expr.matchAll(/(=~|!~|!=|=)\s*"\$\{?([a-zA-Z]\w*)\}?"/g)].map(
          ([text, operator = '', name = '']) => operator.includes('~') === single.has(name) && text,
        ),
      );
    },
  ),
} as const satisfies Readonly<Record<string, Rule>>;

function queriesOf(variables: readonly { readonly type: string; readonly query: string }[]): readonly string[] {
  return variables.filter(({ type }) => type === 'query').map(({ query }) => query);
}
