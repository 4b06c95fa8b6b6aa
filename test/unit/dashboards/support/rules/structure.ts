/** The page as Grafana reads it: ids, grid, sources. */
import { dashboardUid } from '../../../../../collector/catalogue/dashboards.ts';
import type { PanelJson } from '../../../../../demo/drill/panels/page.ts';
import { ofPage, ofPanels, type Rule, repeated } from './rule.ts';

const width = 24;

const overlap = (a: PanelJson['gridPos'], b: PanelJson['gridPos']): boolean =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

export const structure = {
  'a read-only classic page with a stable uid, a range and a refresh': ofPage(({ name, json }) => [
    json.uid !== dashboardUid(name) && `uid ${json.uid}`,
    json.schemaVersion !== 42 && `schemaVersion ${json.schemaVersion}`,
    json.editable !== false && 'may be edited',
    'id' in json && 'has an id, which is the database’s',
    !/^\d+[smh]$/.test(json.refresh) && `refresh ${json.refresh}`,
    !/^now-\d+[smhdM]$/.test(json.time.from) && `from ${json.time.from}`,
    json.time.to !== 'now' && `to ${json.time.to}`,
    !/\S/.test(json.title) && 'no title',
    !/.{20,}/.test(json.description) && 'no description',
  ]),

  'ids and refIds, each once': ofPage(({ json }) => {
    const ids = json.panels.map(({ id }) => id);
    return [
      ...repeated(ids).map((id) => `panel id ${id} twice`),
      ...ids.map((id) => !(Number.isInteger(id) && id > 0) && `panel id ${id}`),
      ...json.panels.flatMap(({ title, targets = [] }) => [
        ...repeated(targets.map(({ refId }) => refId)).map((refId) => `${title}: refId ${refId} twice`),
        ...targets.map(({ refId }) => !/^[A-Z]+$/.test(refId) && `${title}: refId ${refId}`),
      ]),
    ];
  }),

  'fills 24 columns without overlap, overflow or gap': ofPage(({ json }) => {
    const places = json.panels.map(({ title, gridPos }) => ({ title, pos: gridPos }));
    const cells = places.reduce((sum, { pos }) => sum + pos.w * pos.h, 0);
    const bottom = Math.max(...places.map(({ pos }) => pos.y + pos.h));
    return [
      ...places.map(({ title, pos }) => pos.x + pos.w > width && `${title} ends at column ${pos.x + pos.w}`),
      ...places.flatMap(({ title, pos }, index) =>
        places.slice(index + 1).map((other) => overlap(pos, other.pos) && `${title} and ${other.title} overlap`),
      ),
      cells !== width * bottom && `${cells} of ${width * bottom} cells are filled`,
    ];
  }),

  'has no two rows or panels of the same title': ofPage(({ json }) =>
    repeated(json.panels.map(({ type, title }) => `${type === 'row' ? 'row ' : ''}${title}`)).map(
      (title) => `${title} twice`,
    ),
  ),

  'puts its datasource on every panel and query': ofPanels(({ datasource, targets }, { profile }) => {
    const uid = profile === 'public' ? 'headwatch-public' : '$datasource';
    return [datasource, ...targets.map((target) => target.datasource)].map(
      (source) => (source?.uid !== uid || source.type !== 'prometheus') && `asks ${JSON.stringify(source)}`,
    );
  }),

  'hides nothing in a menu': ofPage(({ json }) => [
    JSON.stringify(json).includes('inControlsMenu') && 'inControlsMenu',
  ]),

  'keeps library panels and repeats out': ofPage(({ json }) => [
    /"(libraryPanel|repeat|repeatDirection)":/.test(JSON.stringify(json)) && 'libraryPanel or repeat',
  ]),
} as const satisfies Readonly<Record<string, Rule>>;
