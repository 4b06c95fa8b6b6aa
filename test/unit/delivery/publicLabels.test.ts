/** Nothing that a visitor reads, or that a figure is made from, is a number in the place of a word. */
import { describe, expect, it } from 'vitest';
import { publicFiles } from '../../../dashboards/provisioning/publicFiles.ts';
import { type DashboardJson, filledIn, panelsOf, type Target } from '../../../demo/drill/panels/page.ts';
import { metricNames } from '../../../demo/drill/panels/promql.ts';
import { fleetNames, fleets } from '../dashboards/support/pages.ts';
import { hashedBy } from './support/hashed.ts';

/** The columns of a table that have a heading. */
const headings = (panel: unknown): readonly string[] =>
  [...JSON.stringify(panel).matchAll(/"renameByName":(\{[^}]*\})/g)].flatMap(([, names = '{}']) =>
    Object.keys(JSON.parse(names)),
  );

/** Arguments of a function that are labels which it reads: of `label_replace` the last but one, of `label_join` the last ones. */
const wordsFrom = (expr: string): readonly string[] => [
  ...[...expr.matchAll(/, "\w*", "[^"]*", "(\w+)", "(?:[^"\\]|\\.)*"\)/g)].flatMap(([, label]) => label ?? []),
  ...[...expr.matchAll(/, "\w+", "[^"]*"((?:, "\w+")+)\)/g)].flatMap(([, list = '']) =>
    [...list.matchAll(/"(\w+)"/g)].flatMap(([, label]) => label ?? []),
  ),
];

/** The outermost `by (…)`: what is left on the series that answer. */
const groups = (expr: string): readonly string[] =>
  (/^\(*\w+ by \(([^)]*)\)/.exec(expr)?.[1] ?? '').split(',').map((label) => label.trim());

const shown = ({ expr, legendFormat = '' }: Target): readonly string[] => [
  ...[...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].flatMap(([, label]) => label ?? []),
  ...wordsFrom(expr),
  ...groups(expr),
  ...(/histogram_quantile|_bucket/.test(expr) ? ['le'] : []),
];

const pagesOf = (files: ReadonlyMap<string, string>): readonly DashboardJson[] =>
  [...files].flatMap(([path, text]) => (path.endsWith('.json') ? [JSON.parse(text)] : []));

describe.each(fleetNames)('the public pages of the %s fleet', (name) => {
  const files = publicFiles(fleets[name]);
  const hashed = hashedBy(files.get('prometheus-public/prometheus.yml') ?? '');
  const panels = pagesOf(files).flatMap((page) => panelsOf(page));

  it('read no hash, group their answers by none, and make no quantile of any', () => {
    const wrong = panels.flatMap((panel) =>
      panel.targets.flatMap((target) =>
        [...new Set([...shown(target), ...headings(panel)])].flatMap((label) =>
          metricNames(filledIn(target.expr))
            .filter((metric) => hashed.is(label, metric))
            .map((metric) => `${panel.title}: ${label} of ${metric}`),
        ),
      ),
    );
    expect([...new Set(wrong)]).toEqual([]);
  });
});

it('finds what a visitor would read in every way that a page shows a label', () => {
  const target = (expr: string, legendFormat = ''): readonly string[] =>
    shown({
      expr,
      legendFormat,
      refId: 'A',
      instant: true,
      range: false,
      format: '',
      datasource: { type: '', uid: '' },
    });
  expect(target('max by (about) (x)')).toContain('about');
  expect(target('x', 'Node {{client}}')).toContain('client');
  expect(target('label_replace(x, "text", "$1", "title", "(.+)")')).toContain('title');
  expect(target('label_join(x, "text", "", "icon", "title")')).toEqual(expect.arrayContaining(['icon', 'title']));
  expect(target('histogram_quantile(0.5, sum by (le) (x))')).toContain('le');
});
