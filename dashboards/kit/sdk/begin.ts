/** What every panel begins with: who it is, where it stands, where it leads, and what its figures mean. */
import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common';
import { DashboardLinkBuilder, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard';
import { panelId } from '../../../collector/catalogue/panelId.ts';
import type { GridPos } from '../layout.ts';
import type { DrillLinks, Link } from '../links.ts';
import type { About, Panel, TextPanel } from '../model.ts';
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

export const put = <B extends Placeable<B>>(builder: B, panel: Panel, pos: GridPos, place: Place): B =>
  builder
    .id(panelId(panel.key))
    .title(panel.title)
    .description(describe(panel.about))
    .gridPos({ ...pos })
    .links(place.panel.map(link));

export const begin = <B extends Common<B>>(
  builder: B,
  panel: Exclude<Panel, TextPanel>,
  pos: GridPos,
  place: Place,
): B => {
  const common = put(builder, panel, pos, place)
    .datasource(place.datasource)
    .dataLinks(place.data.map(link))
    .unit(panel.unit)
    .noValue(panel.noValue)
    .thresholds(fields.thresholdsOf(panel.thresholds));
  return panel.decimals === undefined ? common : common.decimals(panel.decimals);
};
