/** Panels over time as the SDK's: lines, bands of states, a histogram. */
import {
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  StackingConfigBuilder,
  StackingMode,
  TimelineValueAlignment,
  VisibilityMode,
} from '@grafana/grafana-foundation-sdk/common';
import type { Panel as SdkPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import {
  PanelBuilder as HeatmapBuilder,
  HeatmapColorMode,
  HeatmapColorOptionsBuilder,
  HeatmapColorScale,
  YAxisConfigBuilder,
} from '@grafana/grafana-foundation-sdk/heatmap';
import { PanelBuilder as TimelineBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';
import { PanelBuilder as GraphBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import type { GridPos } from '../layout.ts';
import type { GraphPanel, HeatmapPanel, TimelinePanel } from '../model.ts';
import { begin, type Place } from './begin.ts';
import * as fields from './fields.ts';

export const graph = (panel: GraphPanel, pos: GridPos, place: Place): SdkPanel => {
  const limited = panel.thresholds.length > 1;
  const builder = begin(new GraphBuilder(), panel, pos, place)
    .targets(panel.queries.map((query, index) => fields.rangeQuery(query, index, place.datasource, panel.step)))
    .interval(panel.step)
    .colorScheme(fields.paletteColor())
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
  if (!panel.signed) builder.min(0);
  if (panel.stacked) builder.stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'));
  if (panel.points !== undefined) builder.maxDataPoints(panel.points);
  return (panel.max === undefined ? builder : builder.max(panel.max)).build();
};

export const timeline = (panel: TimelinePanel, pos: GridPos, place: Place): SdkPanel =>
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

export const heatmap = (panel: HeatmapPanel, pos: GridPos, place: Place): SdkPanel =>
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
