/** What a reader sees: words, units, colours. */
import { existsSync } from 'node:fs';
import type { PanelJson } from '../../../../../demo/drill/panels/page.ts';
import { ofPage, ofPanels, type Rule } from './rule.ts';

/** Units of Grafana that say something here. `short` would shorten what has no unit, which `none` says. */
const units = /^(none|s|ms|dtdurations|reqps|cps|ops|percent|percentunit|bytes|Bps|dateTimeFromNow|dateTimeAsIso)$/;

const overrides = ({ fieldConfig }: PanelJson, id: string): readonly unknown[] =>
  fieldConfig.overrides.flatMap(({ properties }) =>
    properties.filter((each) => each.id === id).map(({ value }) => value),
  );

const mappingLists = (panel: PanelJson): string =>
  JSON.stringify([panel.fieldConfig.defaults.mappings ?? [], ...overrides(panel, 'mappings')]);

export const look = {
  'says of every panel what it shows, what is healthy, what to do': ofPage(({ json }) =>
    json.panels
      .filter(({ type }) => type !== 'row')
      .flatMap(({ title, description }) => [
        !/\S/.test(title) && 'a panel without a title',
        !/^.{20,}\n\n\*\*Healthy:\*\* .{2,}\n\n\*\*Do:\*\* .{10,}$/.test(description) &&
          `${title}: ${JSON.stringify(description)}`,
      ]),
  ),

  'sends readers only to documents that are there': ofPanels(({ description }) => [
    ...[...description.matchAll(/\bdocs\b\S*/g)].map(
      ([named]) =>
        !(/^docs\/[\w-]+\.md/.test(named) && existsSync(new URL(`../../../../../${named}`, import.meta.url))) &&
        `${named} is not there`,
    ),
  ]),

  'gives every number a unit': ofPanels((panel) => [
    !units.test(panel.fieldConfig.defaults.unit ?? '') && `unit ${panel.fieldConfig.defaults.unit}`,
    ...overrides(panel, 'unit').map((unit) => !units.test(String(unit)) && `a column in ${unit}`),
    panel.type === 'table' &&
      panel.fieldConfig.overrides.some(({ properties }) => !properties.some(({ id }) => id === 'unit')) &&
      'a column without a unit',
  ]),

  'names no data by an unknown state, never a healthy one': ofPanels(({ fieldConfig: { defaults } }) => [
    !/^\?/.test(defaults.noValue ?? '') && `noValue ${defaults.noValue}`,
  ]),

  'has a lowest rung of colour': ofPanels(({ fieldConfig: { defaults } }) => [
    defaults.thresholds.steps[0]?.value !== null && 'thresholds do not begin at null',
  ]),

  'tells every state by an icon and a word besides its colour, and green only what is well': ofPanels((panel) => {
    const lists = mappingLists(panel);
    return [
      ...[...lists.matchAll(/"text":"([^"]+)"/g)].map(
        ([, text = '']) => !/^[✔▲✖■?–] \S/u.test(text) && `state "${text}"`,
      ),
      ...[...lists.matchAll(/"color":"([\w-]+)"[^}]*"text":"(.)/gu)].map(
        ([, color, icon]) => (color === 'green') !== (icon === '✔') && `${icon} is ${color}`,
      ),
    ];
  }),

  'draws lines in a palette for the colour-blind and leaves gaps': ofPanels(({ type, fieldConfig: { defaults } }) => {
    if (type !== 'timeseries') return [];
    const custom = JSON.stringify(defaults);
    return [
      defaults.color?.mode !== 'palette-colorblind' && `palette ${defaults.color?.mode}`,
      !custom.includes('"spanNulls":false') && 'draws over gaps',
    ];
  }),

  // A clock may be slow, and what is due may be overdue: an axis from zero would hide just that.
  'cuts off no line below zero': ofPanels(({ type, targets, fieldConfig: { defaults } }) => {
    const signed = targets.some(({ expr }) => /- time\(\)|clock_skew_seconds|timex_offset|timestamp\(/.test(expr));
    return [type === 'timeseries' && signed !== (defaults.min === undefined) && `begins at ${defaults.min}`];
  }),

  'shows the legend of its lines': ofPanels(({ type, options }) => [
    type === 'timeseries' && !JSON.stringify(options).includes('"showLegend":true') && 'no legend',
  ]),
} as const satisfies Readonly<Record<string, Rule>>;
