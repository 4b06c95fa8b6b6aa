/** Our panels as the SDK's. One function a kind; nothing here knows what a panel is about. */
import { PanelBuilder as BarsBuilder } from '@grafana/grafana-foundation-sdk/bargauge';
import {
  BarGaugeDisplayMode,
  BigValueGraphMode,
  BigValueJustifyMode,
  BigValueTextMode,
  type DataSourceRef,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  StackingConfigBuilder,
  StackingMode,
  TableCellHeight,
  TableSortByFieldStateBuilder,
  TimelineValueAlignment,
  VisibilityMode,
  VizOrientation,
} from '@grafana/grafana-foundation-sdk/common';
import {
  DashboardLinkBuilder,
  DashboardLinkType,
  type Panel as SdkPanel,
} from '@grafana/grafana-foundation-sdk/dashboard';
import {
  PanelBuilder as HeatmapBuilder,
  HeatmapColorMode,
  HeatmapColorOptionsBuilder,
  HeatmapColorScale,
  YAxisConfigBuilder,
} from '@grafana/grafana-foundation-sdk/heatmap';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TimelineBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as TextBuilder, TextMode } from '@grafana/grafana-foundation-sdk/text';
import { PanelBuilder as GraphBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { panelId } from '../../../collector/catalogue/panelId.ts';
import { refId } from '../ids.ts';
import type { GridPos } from '../layout.ts';
import type { DrillLinks, Link } from '../links.ts';
import type {
  About,
  BarsPanel,
  Column,
  GraphPanel,
  HeatmapPanel,
  Panel,
  StatPanel,
  TablePanel,
  TextPanel,
  TimelinePanel,
} from '../model.ts';
import * as fields from './fields.ts';

const describe = (about: About): string => `${about.shows}\n\n**Healthy:** ${about.healthy}\n\n**Do:** ${about.act}`;

/** Where a panel asks, and where it leads. */
export interface Place extends DrillLinks {
  readonly datasource: DataSourceRef;
}

/** What all builders share, as far as we use it. */
interface Placeable<B> {
  id(id: number): B;
  title(title: string): B;
  description(text: string): B;
  gridPos(pos: { x: number; y: number; w: number; h: number }): B;
  links(links: DashboardLinkBuilder[]): B;
}

interface Common<B> extends Placeable<B> {
  datasource(ref: DataSourceRef): B;
  dataLinks(links: DashboardLinkBuilder[]): B;
  unit(unit: string): B;
  decimals(count: number): B;
  noValue(text: string): B;
  thresholds(thresholds: ReturnType<typeof fields.thresholdsOf>): B;
}

const link = ({ title, url }: Link): DashboardLinkBuilder =>
  new DashboardLinkBuilder(title).type(DashboardLinkType.Link).url(url);

const put = <B extends Placeable<B>>(builder: B, panel: Panel, pos: GridPos, place: Place): B =>
  builder
    .id(panelId(panel.key))
    .title(panel.title)
    .description(describe(panel.about))
    .gridPos({ ...pos })
    .links(place.panel.map(link));

const begin = <B extends Common<B>>(builder: B, panel: Exclude<Panel, TextPanel>, pos: GridPos, place: Place): B => {
  const common = put(builder, panel, pos, place)
    .datasource(place.datasource)
    .dataLinks(place.data.map(link))
    .unit(panel.unit)
    .noValue(panel.noValue)
    .thresholds(fields.thresholdsOf(panel.thresholds));
  return panel.decimals === undefined ? common : common.decimals(panel.decimals);
};

const stat = (panel: StatPanel, pos: GridPos, place: Place): SdkPanel => {
  const several = panel.queries.length > 1 || panel.named === true;
  const builder = begin(new StatBuilder(), panel, pos, place)
    .targets(panel.queries.map((query, index) => fields.instantQuery(query, index, place.datasource)))
    .colorScheme(fields.thresholdColor())
    .mappings(panel.states ? fields.mappingsOf(panel.states) : [])
    .reduceOptions(fields.reduceToLast())
    .colorMode(fields.colorModeOf(panel.states !== undefined))
    .graphMode(BigValueGraphMode.None)
    .justifyMode(BigValueJustifyMode.Center)
    .textMode(panel.worded ? BigValueTextMode.Name : several ? BigValueTextMode.ValueAndName : BigValueTextMode.Value)
    .orientation(several ? VizOrientation.Horizontal : VizOrientation.Auto);
  return builder.build();
};

const graph = (panel: GraphPanel, pos: GridPos, place: Place): SdkPanel => {
  const limited = panel.thresholds.length > 1;
  const builder = begin(new GraphBuilder(), panel, pos, place)
    .targets(panel.queries.map((query, index) => fields.rangeQuery(query, index, place.datasource, panel.step)))
    .interval(panel.step)
    .colorScheme(fields.paletteColor())
    .min(0)
    .legend(fields.legendTable())
    .tooltip(fields.tooltipAll())
    .lineWidth(2)
    .fillOpacity(panel.stacked ? 40 : 8)
    .showPoints(VisibilityMode.Auto)
    .spanNulls(false)
    .thresholdsStyle(
      new GraphThresholdsStyleConfigBuilder().mode(
        limited ? GraphThresholdsStyleMode.Dashed : GraphThresholdsStyleMode.Off,
      ),
    );
  if (panel.stacked) builder.stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'));
  if (panel.points !== undefined) builder.maxDataPoints(panel.points);
  return (panel.max === undefined ? builder : builder.max(panel.max)).build();
};

const timeline = (panel: TimelinePanel, pos: GridPos, place: Place): SdkPanel =>
  begin(new TimelineBuilder(), panel, pos, place)
    .targets(panel.queries.map((query, index) => fields.rangeQuery(query, index, place.datasource, panel.step)))
    .interval(panel.step)
    .colorScheme(fields.thresholdColor())
    .mappings(fields.mappingsOf(panel.states))
    .mergeValues(true)
    .showValue(VisibilityMode.Auto)
    .alignValue(TimelineValueAlignment.Left)
    .rowHeight(0.85)
    .fillOpacity(80)
    .lineWidth(0)
    .spanNulls(false)
    .legend(fields.noLegend())
    .tooltip(fields.tooltipAll())
    .build();

const columnProperties = (column: Column): { id: string; value: unknown }[] => [
  { id: 'unit', value: column.unit },
  ...(column.decimals === undefined ? [] : [{ id: 'decimals', value: column.decimals }]),
  ...(column.states
    ? [
        { id: 'mappings', value: fields.mappingsOf(column.states) },
        { id: 'custom.cellOptions', value: { type: 'color-background', mode: 'basic' } },
      ]
    : []),
  ...(column.thresholds
    ? [
        { id: 'thresholds', value: { mode: 'absolute', steps: fields.thresholdSteps(column.thresholds) } },
        { id: 'custom.cellOptions', value: { type: 'color-text' } },
      ]
    : []),
];

/** Instant queries of one panel share their time, so that `merge` joins them by the labels that name a row. */
const table = (panel: TablePanel, pos: GridPos, place: Place): SdkPanel => {
  const single = panel.columns.length === 1;
  const valueField = (index: number): string => (single ? 'Value' : `Value #${refId(index)}`);
  const labels = Object.entries(panel.by);
  const builder = begin(new TableBuilder(), panel, pos, place)
    .targets(panel.columns.map((column, index) => fields.tableQuery(column.expr, index, place.datasource)))
    .colorScheme(fields.thresholdColor())
    .cellHeight(TableCellHeight.Sm)
    .transformations([
      { id: 'merge', options: {} },
      {
        id: 'organize',
        options: {
          excludeByName: { Time: true },
          includeByName: {},
          indexByName: Object.fromEntries([
            ...labels.map(([label], index) => [label, index]),
            ...panel.columns.map((_, index) => [valueField(index), labels.length + index]),
          ]),
          renameByName: Object.fromEntries([
            ...labels,
            ...panel.columns.map((column, index) => [valueField(index), column.title]),
          ]),
        },
      },
    ]);
  if (panel.sort) builder.sortBy([new TableSortByFieldStateBuilder().displayName(panel.sort.by).desc(panel.sort.desc)]);
  for (const column of panel.columns) builder.overrideByName(column.title, columnProperties(column));
  return builder.build();
};

const bars = (panel: BarsPanel, pos: GridPos, place: Place): SdkPanel => {
  const builder = begin(new BarsBuilder(), panel, pos, place)
    .targets(panel.queries.map((query, index) => fields.instantQuery(query, index, place.datasource)))
    .colorScheme(fields.thresholdColor())
    .min(0)
    .reduceOptions(fields.reduceToLast())
    .displayMode(BarGaugeDisplayMode.Basic)
    .orientation(VizOrientation.Horizontal)
    .showUnfilled(true);
  return (panel.max === undefined ? builder : builder.max(panel.max)).build();
};

const heatmap = (panel: HeatmapPanel, pos: GridPos, place: Place): SdkPanel =>
  begin(new HeatmapBuilder(), panel, pos, place)
    .targets([fields.bucketQuery(panel.expr, place.datasource)])
    .interval(panel.step)
    .calculate(false)
    .color(
      new HeatmapColorOptionsBuilder()
        .mode(HeatmapColorMode.Scheme)
        .scheme('Cividis')
        .scale(HeatmapColorScale.Exponential)
        .exponent(0.5)
        .steps(64),
    )
    .cellGap(1)
    .yAxis(new YAxisConfigBuilder().unit(panel.unit))
    .showLegend()
    .build();

/** No datasource, no query: only what it says. */
const text = (panel: TextPanel, pos: GridPos, place: Place): SdkPanel =>
  put(new TextBuilder(), panel, pos, place).mode(TextMode.Markdown).content(panel.content).build();

export const buildPanel = (panel: Panel, pos: GridPos, place: Place): SdkPanel => {
  switch (panel.kind) {
    case 'bars':
      return bars(panel, pos, place);
    case 'heatmap':
      return heatmap(panel, pos, place);
    case 'text':
      return text(panel, pos, place);
    case 'stat':
      return stat(panel, pos, place);
    case 'graph':
      return graph(panel, pos, place);
    case 'timeline':
      return timeline(panel, pos, place);
    case 'table':
      return table(panel, pos, place);
  }
};
