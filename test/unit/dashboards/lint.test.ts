/** The rules of Grafana's dashboard-linter that matter, over every type of panel, and our own for public pages. */
import { describe, expect, it } from 'vitest';
import { recordings } from '../../../alerts/slo/recordings.ts';
import { hostMetrics } from '../../../collector/catalogue/foreign.ts';
import { metrics } from '../../../collector/catalogue/index.ts';
import { exampleFleet, fullFleet, minimalFleet, planted, plantedFleet } from './support/fleets.ts';
import { type PanelJson, panelsOf, statusJson } from './support/panels.ts';
import { metricNames, syntaxErrors } from './support/promql.ts';

const cases = (['operator', 'public'] as const).flatMap((profile) =>
  [
    { name: 'example', fleet: exampleFleet },
    { name: 'minimal', fleet: minimalFleet },
    { name: 'planted', fleet: plantedFleet },
    { name: 'full', fleet: fullFleet },
  ].map(({ name, fleet }) => ({ name, profile, json: statusJson(profile, fleet()) })),
);

const overlap = (a: PanelJson['gridPos'], b: PanelJson['gridPos']): boolean =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

const cataloguedNames = new Set([
  ...Object.values(metrics).flatMap((metric) =>
    metric.type === 'histogram' ? ['_bucket', '_count', '_sum'].map((end) => metric.name + end) : [metric.name],
  ),
  ...recordings.map(({ record }) => record),
  ...Object.values(hostMetrics).map(({ name }) => name),
]);

describe.each(cases)('$profile profile of the $name fleet', ({ profile, json }) => {
  const panels = panelsOf(json);
  const targets = panels.flatMap((panel) => panel.targets.map((target) => ({ panel, target })));

  it('is a read-only classic dashboard with a range and a refresh', () => {
    expect(json).toMatchObject({ uid: 'headwatch-status', title: 'Status', editable: false, schemaVersion: 42 });
    expect(json.refresh).toMatch(/^\d+s$/);
    expect(json.time).toMatchObject({ to: 'now' });
    expect(json).not.toHaveProperty('id');
  });

  it('says of every panel what it shows, what is healthy, what to do, and in which unit', () => {
    for (const { title, description, fieldConfig } of panels) {
      expect(title).toMatch(/\S/);
      expect(description, title).toMatch(/^.{20,}\n\n\*\*Healthy:\*\* .+\n\n\*\*Do:\*\* .{10,}$/);
      expect(fieldConfig.defaults.unit, title).toMatch(/^(none|s|reqps|cps|percent|percentunit|bytes)$/);
      expect(fieldConfig.defaults.noValue, title).toMatch(/^\?/);
      expect(fieldConfig.defaults.thresholds.steps[0]?.value, title).toBeNull();
    }
  });

  it('gives every table column a unit', () => {
    for (const { title, type, fieldConfig } of panels.filter((panel) => panel.type === 'table')) {
      expect(type).toBe('table');
      expect(fieldConfig.overrides.length, title).toBeGreaterThan(0);
      for (const { properties } of fieldConfig.overrides) expect(properties.map(({ id }) => id)).toContain('unit');
    }
  });

  it('tells every state by an icon and a word besides its colour', () => {
    for (const { title, fieldConfig } of panels) {
      const lists = [
        fieldConfig.defaults.mappings ?? [],
        ...fieldConfig.overrides.flatMap(({ properties }) =>
          properties.filter(({ id }) => id === 'mappings').map(({ value }) => value),
        ),
      ];
      for (const text of JSON.stringify(lists).matchAll(/"text":"([^"]+)"/g)) {
        expect(text[1], title).toMatch(/^[✔▲✖■?–] \S/);
      }
      const looks = [...JSON.stringify(lists).matchAll(/"color":"(\w+)"[^}]*"text":"(.)/g)];
      for (const [, color, icon] of looks) expect(color === 'green', `${title} ${icon}`).toBe(icon === '✔');
    }
  });

  it('has stable ids and refIds, each once', () => {
    const ids = json.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toBeGreaterThan(0);
    for (const { title, targets: own } of panels) {
      const refIds = own.map(({ refId }) => refId);
      expect(new Set(refIds).size, title).toBe(refIds.length);
      for (const refId of refIds) expect(refId).toMatch(/^[A-Z]+$/);
      expect(refIds.length, title).toBeGreaterThan(0);
    }
  });

  it('fills 24 columns without overlap, overflow or gap', () => {
    const places = json.panels.map(({ gridPos }) => gridPos);
    for (const [index, place] of places.entries()) {
      expect(place.x + place.w).toBeLessThanOrEqual(24);
      for (const other of places.slice(index + 1)) expect(overlap(place, other)).toBe(false);
    }
    const cells = places.reduce((sum, { w, h }) => sum + w * h, 0);
    const bottom = Math.max(...places.map(({ y, h }) => y + h));
    expect(cells).toBe(24 * bottom);
  });

  it('puts its datasource on every panel and query', () => {
    const uid = profile === 'public' ? 'headwatch-public' : '$datasource';
    for (const { panel, target } of targets) {
      expect(panel.datasource).toEqual({ type: 'prometheus', uid });
      expect(target.datasource).toEqual({ type: 'prometheus', uid });
    }
  });

  it('names every series, asks once, and rates counters over the rate interval', () => {
    for (const { panel, target } of targets) {
      if (target.format !== 'table') expect(target.legendFormat, panel.title).toMatch(/\S/);
      expect(target.instant).toBe(!target.range);
      expect(target.range, panel.title).toBe(['timeseries', 'state-timeline'].includes(panel.type));
      for (const [, range] of target.expr.matchAll(/\brate\([^[]*\[([^\]]+)\]/g))
        expect(range).toBe('$__rate_interval');
    }
  });

  it('is valid PromQL over series of the catalogue only', () => {
    for (const { panel, target } of targets) {
      const expr = target.expr.replaceAll('$__rate_interval', '1m').replaceAll('$target', '.+');
      expect(syntaxErrors(expr), `${panel.title}: ${expr}`).toEqual([]);
      expect(metricNames(expr).length + Number(/vector\(/.test(expr)), panel.title).toBeGreaterThan(0);
      for (const name of metricNames(expr)) expect(cataloguedNames, panel.title).toContain(name);
    }
  });

  it('hides no link and no annotation in a menu', () => {
    expect(JSON.stringify(json)).not.toContain('inControlsMenu');
  });
});

describe('the operator profile', () => {
  it('shows every metric of the catalogue that our own Prometheus has', () => {
    const used = new Set(
      panelsOf(statusJson('operator', fullFleet()))
        .flatMap(({ targets }) => targets)
        .flatMap(({ expr }) => metricNames(expr.replaceAll('$__rate_interval', '1m')))
        .map((name) => name.replace(/_(bucket|count|sum)$/, '')),
    );
    const missing = Object.values(metrics)
      .filter(({ lane }) => lane !== 'public')
      .map(({ name }) => name)
      .filter((name) => !used.has(name));
    expect(missing).toEqual([]);
  });

  it('marks pages on its graphs, and lets the reader choose the source and the target', () => {
    const json = statusJson('operator', exampleFleet());
    expect(json.templating.list.map(({ name }) => name)).toEqual(['datasource', 'target']);
    expect(json.annotations.list.map(({ expr }) => syntaxErrors(expr))).toEqual([[]]);
    expect(json.annotations.list[0]?.datasource).toEqual({ type: 'prometheus', uid: '$datasource' });
  });
});

describe('the public profile', () => {
  const fleet = plantedFleet();
  const json = statusJson('public', fleet);

  it('has no variables, no annotations and no `$` besides Grafana’s own', () => {
    expect(json.templating.list).toEqual([]);
    expect(json.annotations.list).toEqual([]);
    expect(JSON.stringify(json).replaceAll(/\$__(rate_interval|interval|range)\b/g, '')).not.toContain('$');
    expect(json.refresh).toBe('10s');
  });

  /** What a visitor is sent: Grafana strips the queries, everything else stays. */
  const visible = JSON.stringify({
    ...json,
    panels: json.panels.map((panel) => ({
      ...panel,
      targets: (panel.targets ?? []).map(({ expr: _, ...rest }) => rest),
    })),
  });

  it.each(planted)('does not show %s', (secret) => {
    expect(visible).not.toContain(secret);
  });

  it('shows aliases and regions', () => {
    for (const node of fleet.nodes) expect(visible).toContain(node.alias);
    for (const region of ['eu', 'us', 'ap']) expect(visible).toContain(`DEGRADED ${region}`);
  });

  it('shows no edge that is not for members', () => {
    expect(visible).not.toContain('Ethereum RPC');
    expect(json.panels.map(({ title }) => title)).not.toContain('RPC');
  });

  it('links to the public page only', () => {
    const none = statusJson('public', { ...fleet, router: { ...fleet.router, publicUrl: undefined } });
    expect(none.links).toEqual([]);
    const linked = statusJson('public', {
      ...fleet,
      router: { ...fleet.router, publicUrl: 'https://status.example.org' },
    });
    expect(linked.links.map(({ url }) => url)).toEqual(['https://status.example.org']);
  });

  it('takes names from users as text, not as Grafana’s or PromQL’s syntax', () => {
    const hostile = 'a"b\\c $target {{region}}\n${x}';
    const named = statusJson('public', {
      ...fleet,
      service: { ...fleet.service, name: hostile },
      nodes: fleet.nodes.map((node) => ({ ...node, alias: hostile })),
      edges: fleet.edges.map((edge) => ({ ...edge, alias: hostile })),
    });
    for (const panel of panelsOf(named)) {
      for (const { expr, legendFormat } of panel.targets) {
        expect(syntaxErrors(expr.replaceAll('$__rate_interval', '1m'))).toEqual([]);
        expect(`${panel.title}${legendFormat}`).not.toMatch(/\$|\{\{|\n/);
      }
    }
  });
});
