/** Mappings, thresholds, legends and queries as the SDK wants them. Its defaults are not those of Grafana's editor. */
import {
  BigValueColorMode,
  type DataSourceRef,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  SortOrder,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  FieldColorBuilder,
  FieldColorModeId,
  MappingType,
  SpecialValueMatch,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { refId } from '../ids.ts';
import type { Query, StateText, Threshold } from '../model.ts';
import { unknownState } from '../states.ts';

export const publicDatasource = 'headwatch-public';

/** Operators may point the page at another Prometheus; a public dashboard cannot hold a variable. */
export const datasourceOf = (profile: 'operator' | 'public'): DataSourceRef => ({
  type: 'prometheus',
  uid: profile === 'public' ? publicDatasource : '$datasource',
});

/** State codes as text; null and NaN are the unknown state, by name. */
export const mappingsOf = (states: readonly StateText[]): ValueMapping[] => [
  ...states.map((state, index): ValueMapping => {
    const result = { text: state.text, color: state.color, index };
    return state.from === state.to
      ? { type: MappingType.ValueToText, options: { [String(state.from)]: result } }
      : { type: MappingType.RangeToText, options: { from: state.from, to: state.to, result } };
  }),
  {
    type: MappingType.SpecialValue,
    options: {
      match: SpecialValueMatch.NullAndNan,
      result: { text: unknownState.text, color: unknownState.color, index: states.length },
    },
  },
];

export const thresholdSteps = (thresholds: readonly Threshold[]) =>
  thresholds.map((threshold) => ({ value: threshold.from, color: threshold.color }));

export const thresholdsOf = (thresholds: readonly Threshold[]): ThresholdsConfigBuilder =>
  new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(thresholdSteps(thresholds));

export const thresholdColor = (): FieldColorBuilder => new FieldColorBuilder().mode(FieldColorModeId.Thresholds);

export const paletteColor = (): FieldColorBuilder =>
  // The v1 enum of SDK 0.0.21 lacks this palette; Grafana 13.0.2 to 13.2.3 have it.
  new FieldColorBuilder().mode('palette-colorblind' as FieldColorModeId);

export const reduceToLast = (): ReduceDataOptionsBuilder =>
  new ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false).fields('');

export const legendList = (): VizLegendOptionsBuilder =>
  new VizLegendOptionsBuilder()
    .displayMode(LegendDisplayMode.List)
    .placement(LegendPlacement.Bottom)
    .showLegend(true)
    .calcs([]);

export const legendTable = (): VizLegendOptionsBuilder =>
  new VizLegendOptionsBuilder()
    .displayMode(LegendDisplayMode.Table)
    .placement(LegendPlacement.Bottom)
    .showLegend(true)
    .calcs(['lastNotNull', 'max']);

export const noLegend = (): VizLegendOptionsBuilder =>
  new VizLegendOptionsBuilder()
    .displayMode(LegendDisplayMode.List)
    .placement(LegendPlacement.Bottom)
    .showLegend(false)
    .calcs([]);

export const tooltipAll = (): VizTooltipOptionsBuilder =>
  new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending);

export const colorModeOf = (stateful: boolean): BigValueColorMode =>
  stateful ? BigValueColorMode.Background : BigValueColorMode.Value;

export const instantQuery = (query: Query, index: number, datasource: DataSourceRef): DataqueryBuilder =>
  new DataqueryBuilder()
    .refId(refId(index))
    .expr(query.expr)
    .legendFormat(query.legend)
    .instant()
    .datasource(datasource)
    .format(PromQueryFormat.TimeSeries);

/**
 * `$__rate_interval` is four times the query's own minimum step, or the datasource's: that of the panel does not count.
 * Copies of each minute would fall between windows of one.
 */
const minutes = (step: string): boolean => step.endsWith('m');

export const rangeQuery = (query: Query, index: number, datasource: DataSourceRef, step: string): DataqueryBuilder => {
  const builder = new DataqueryBuilder()
    .refId(refId(index))
    .expr(query.expr)
    .legendFormat(query.legend)
    .range()
    .datasource(datasource)
    .format(PromQueryFormat.TimeSeries);
  return minutes(step) ? builder.interval(step) : builder;
};

export const tableQuery = (expr: string, index: number, datasource: DataSourceRef): DataqueryBuilder =>
  new DataqueryBuilder().refId(refId(index)).expr(expr).instant().datasource(datasource).format(PromQueryFormat.Table);

/** Buckets as rows of one heatmap: Grafana takes each from the one above when it is told so. */
export const bucketQuery = (expr: string, datasource: DataSourceRef): DataqueryBuilder =>
  new DataqueryBuilder()
    .refId(refId(0))
    .expr(expr)
    .legendFormat('{{le}}')
    .range()
    .datasource(datasource)
    .format(PromQueryFormat.Heatmap);
