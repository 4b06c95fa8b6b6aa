/**
 * A dashboard of ours as Grafana's classic JSON (schemaVersion 42), which file provisioning reads from Grafana 10 to 13.
 * The Grafana SDK is used in this folder only; what its defaults get wrong is put right in `mended`.
 */
import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common';
import {
  AnnotationQueryBuilder,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  RowBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { dashboardUid } from '../../../collector/catalogue/dashboards.ts';
import { panelId } from '../../../collector/catalogue/panelId.ts';
import { standardAnnotations } from '../annotations.ts';
import { assertUnique } from '../ids.ts';
import { clone, isObject, type Json } from '../json.ts';
import { gridWidth, layOut } from '../layout.ts';
import { drillLinks, type Site } from '../links.ts';
import type { Dashboard } from '../model.ts';
import { datasourceOf } from './fields.ts';
import { buildPanel } from './panels.ts';

const withVariables = (builder: DashboardBuilder, dashboard: Dashboard, datasource: DataSourceRef): void => {
  builder.withVariable(new DatasourceVariableBuilder('datasource').type('prometheus').label('Data source'));
  for (const variable of dashboard.variables) {
    const common = new QueryVariableBuilder(variable.name)
      .label(variable.label)
      .query(variable.query)
      .definition(variable.query)
      .datasource(datasource)
      .refresh(VariableRefresh.OnTimeRangeChanged)
      .sort(VariableSort.AlphabeticalAsc);
    builder.withVariable(
      // Without a current value Grafana takes the first.
      variable.single
        ? common.multi(false).includeAll(false)
        : common
            .multi(true)
            .includeAll(true)
            .allValue('.+')
            .current({ selected: true, text: ['All'], value: ['$__all'] }),
    );
  }
};

const withAnnotations = (builder: DashboardBuilder, dashboard: Dashboard, datasource: DataSourceRef): void => {
  for (const annotation of [...standardAnnotations, ...(dashboard.annotations ?? [])]) {
    builder.annotation(
      new AnnotationQueryBuilder()
        .name(annotation.name)
        .datasource(datasource)
        .enable(true)
        .hide(false)
        .iconColor(annotation.color)
        .expr(annotation.expr)
        .titleFormat(annotation.titleFormat)
        .textFormat(annotation.textFormat)
        .step('15s'),
    );
  }
};

/** Links of panels and series have two keys in Grafana; the builder of the dashboard's adds its own. */
const plainLinks = (links: Json | undefined): Json =>
  (Array.isArray(links) ? links.filter(isObject) : []).map(({ title = '', url = '' }) => ({ title, url }));

const mendedPanel = (panel: Json): Json => {
  if (!isObject(panel)) return panel;
  const { repeatDirection: _direction, links, fieldConfig, ...rest } = panel;
  const defaults = isObject(fieldConfig) ? fieldConfig.defaults : undefined;
  return {
    ...rest,
    ...(links === undefined ? {} : { links: plainLinks(links) }),
    ...(isObject(fieldConfig) && isObject(defaults)
      ? { fieldConfig: { ...fieldConfig, defaults: { ...defaults, links: plainLinks(defaults.links) } } }
      : {}),
  };
};

/** Keys that the SDK sets and that hide controls (`placement`), mean nothing (`repeatDirection`) or drift (`id`). */
const mended = (value: Json): Json => {
  if (!isObject(value)) return value;
  const withoutPlacement = (list: Json | undefined): Json =>
    Array.isArray(list)
      ? list.map((entry: Json) =>
          isObject(entry) ? Object.fromEntries(Object.entries(entry).filter(([key]) => key !== 'placement')) : entry,
        )
      : [];
  const { id: _id, annotations, ...rest } = value;
  return {
    ...rest,
    links: withoutPlacement(value.links),
    annotations: { list: withoutPlacement(isObject(annotations) ? annotations.list : undefined) },
    templating: { list: (isObject(value.templating) ? value.templating.list : undefined) ?? [] },
    panels: (Array.isArray(value.panels) ? value.panels : []).map(mendedPanel),
  };
};

const check = (dashboard: Json): Json => {
  const panels = isObject(dashboard) && Array.isArray(dashboard.panels) ? dashboard.panels.filter(isObject) : [];
  assertUnique(
    'panel id',
    panels.map(({ id }) => (typeof id === 'number' ? id : 0)),
  );
  for (const panel of panels) {
    const { x, w } = isObject(panel.gridPos) ? panel.gridPos : {};
    if (Number(x) + Number(w) > gridWidth)
      throw new Error(`panel "${panel.title}" ends at column ${Number(x) + Number(w)}`);
    const targets = Array.isArray(panel.targets) ? panel.targets.filter(isObject) : [];
    assertUnique(
      `panel "${panel.title}": query`,
      targets.map(({ refId }) => String(refId)),
    );
  }
  return dashboard;
};

const withLinks = (builder: DashboardBuilder, dashboard: Dashboard, site: Site): void => {
  const own = (dashboard.links ?? []).map((link) => ({ ...link, keep: false }));
  for (const { title, url, keep } of [...site.menu, ...own]) {
    builder.link(
      new DashboardLinkBuilder(title)
        .type(DashboardLinkType.Link)
        .url(url)
        .icon(url.startsWith('/') ? 'dashboard' : 'external link')
        .keepTime(keep)
        .includeVars(keep),
    );
  }
};

/** Plain JSON, independent of the builders that made it. Throws when the definition breaks the grid or reuses a key. */
export const compile = (dashboard: Dashboard, site: Site): Json => {
  const datasource = datasourceOf(dashboard.profile);
  const builder = new DashboardBuilder(dashboard.title)
    .uid(dashboardUid(dashboard.name))
    .description(dashboard.description)
    .tags([...dashboard.tags])
    .timezone('utc')
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: dashboard.from, to: 'now' })
    .refresh(dashboard.refresh)
    .readonly();
  withLinks(builder, dashboard, site);
  if (dashboard.profile === 'operator') {
    withVariables(builder, dashboard, datasource);
    withAnnotations(builder, dashboard, datasource);
  }
  for (const placed of layOut(dashboard.rows)) {
    if (placed.kind === 'row') {
      // RowBuilder.withPanel would nest the panels and collapse the row; they follow it on the dashboard instead.
      builder.withRow(new RowBuilder(placed.title).id(panelId(`row ${placed.title}`)).gridPos({ ...placed.pos }));
    } else {
      const panel = buildPanel(placed.panel, placed.pos, {
        datasource,
        ...drillLinks(placed.panel, dashboard.profile, site),
      });
      builder.withPanel({ build: () => panel });
    }
  }
  return check(mended(clone(builder.build())));
};
