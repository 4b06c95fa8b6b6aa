/** What a panel shows for a sample of one of its queries. */
import { type FieldDefaults, type PanelJson, type Shown, shown, type Target } from './page.ts';
import type { Sample } from './queries.ts';

export interface Look extends Shown {
  /** Its colour and text come from a list of states. */
  readonly stateful: boolean;
}

interface Organize {
  readonly id: string;
  readonly options: { readonly renameByName?: Readonly<Record<string, string>> };
}

/** A table's column of a query: its own mappings and thresholds over the panel's. */
const columnOf = (panel: PanelJson, { refId }: Target): FieldDefaults => {
  const { defaults, overrides } = panel.fieldConfig;
  // Our own adapter writes this transformation.
  const renamed = ((Reflect.get(panel, 'transformations') ?? []) as readonly Organize[]).find(
    ({ id }) => id === 'organize',
  )?.options.renameByName;
  const heading = renamed?.[`Value #${refId}`] ?? renamed?.Value;
  const properties = overrides.find(({ matcher }) => matcher.options === heading)?.properties ?? [];
  const own = Object.fromEntries(
    properties.filter(({ id }) => id === 'mappings' || id === 'thresholds').map(({ id, value }) => [id, value]),
  );
  return { ...defaults, mappings: [], ...own };
};

/** Legend with the labels of the series, as a panel that shows names would write it. */
const named = (panel: PanelJson, target: Target, sample: Sample | undefined): string | undefined => {
  if (!sample || !['name', 'value_and_name'].includes(String(panel.options.textMode))) return undefined;
  return (target.legendFormat ?? '').replaceAll(/\{\{(\w+)\}\}/g, (_, label: string) => sample.metric[label] ?? '');
};

export const lookOf = (panel: PanelJson, target: Target, sample: Sample | undefined): Look => {
  const field = panel.type === 'table' ? columnOf(panel, target) : panel.fieldConfig.defaults;
  const { text, color } = shown(field, sample?.value);
  const onlyName = panel.options.textMode === 'name' ? named(panel, target, sample) : undefined;
  return { text: onlyName ?? text, color, stateful: (field.mappings?.length ?? 0) > 0 };
};
