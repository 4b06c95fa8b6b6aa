/** Our panels as the SDK's, those that tell of now. One function a kind; nothing here knows what a panel is about. */
import { PanelBuilder as BarsBuilder } from '@grafana/grafana-foundation-sdk/bargauge';
import {
  BarGaugeDisplayMode,
  BigValueGraphMode,
  BigValueJustifyMode,
  BigValueTextMode,
  TableCellHeight,
  TableSortByFieldStateBuilder,
  VizOrientation,
} from '@grafana/grafana-foundation-sdk/common';
import type { Panel as SdkPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as TextBuilder, TextMode } from '@grafana/grafana-foundation-sdk/text';
import { refId } from '../ids.ts';
import type { GridPos } from '../layout.ts';
import type { BarsPanel, Column, Panel, StatPanel, TablePanel, TextPanel } from '../model.ts';
import { begin, type Place, put } from './begin.ts';
import * as fields from './fields.ts';
import { graph, heatmap, timeline } from './overTime.ts';

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
