/** What visitors are handed: the file that is published, and what Grafana sends of it. */
import { describe, expect, it } from 'vitest';
import { dashboardNames } from '../../../collector/catalogue/dashboards.ts';
import type { Fleet } from '../../../collector/config/fleet.ts';
import { publicToken } from '../../../dashboards/publicShare.ts';
import { filledIn, pagesOf, panelsOf, statusJson } from '../../../demo/drill/panels/page.ts';
import { metricNames, syntaxErrors } from '../../../demo/drill/panels/promql.ts';
import { planted, plantedFleet } from './support/fleets.ts';
import { fleets, pages, titleOf } from './support/pages.ts';
import { publicSeries } from './support/publicSeries.ts';

const published = pages.filter(({ profile }) => profile === 'public');
const textOf = (page: (typeof pages)[number]): string => JSON.stringify(page.json);

/** What a visitor is sent: Grafana strips the queries, everything else stays. */
const visible = ({ json }: (typeof pages)[number]): string =>
  JSON.stringify({
    ...json,
    panels: json.panels.map((panel) => ({
      ...panel,
      targets: (panel.targets ?? []).map(({ expr: _, ...rest }) => rest),
    })),
  });

/** Names of targets are in queries, which stay with the server; nothing else that was planted may be anywhere. */
const mayBeAsked = /^(node|edge|ref)-planted$/;

describe.each(published.map((page) => [titleOf(page), page] as const))('%s', (_title, page) => {
  it('has no `$` besides Grafana’s own', () => {
    expect(textOf(page).replaceAll(/\$__(rate_interval|interval|range)\b/g, '')).not.toContain('$');
  });

  it('holds no address, no host, no port', () => {
    const own = fleets[page.fleet].router.publicUrl;
    const text = own === undefined ? textOf(page) : textOf(page).replaceAll(own, '');
    expect(text.match(/\b\d{1,3}(\.\d{1,3}){3}\b/g)).toBeNull();
    expect(text.match(/\w+:\/\/[^"\\ ]*/g)).toBeNull();
    expect(text.match(/\b[\w-]+(\.[\w-]+)+:\d{2,5}\b/g)).toBeNull();
    for (const { endpoint } of [...fleets[page.fleet].nodes, ...fleets[page.fleet].references]) {
      // Planted ones are looked for by name, below.
      if (!URL.canParse(endpoint.url.reveal())) continue;
      const { host, hostname } = new URL(endpoint.url.reveal());
      expect(text).not.toContain(host);
      expect(text).not.toContain(hostname);
    }
  });

  it('asks only for series that are public', () => {
    const names = panelsOf(page.json).flatMap(({ targets }) =>
      targets.flatMap(({ expr }) => metricNames(filledIn(expr))),
    );
    expect([...new Set(names)].filter((name) => !publicSeries.has(name))).toEqual([]);
  });
});

describe.each(published.filter(({ fleet }) => fleet === 'planted').map((page) => [titleOf(page), page] as const))(
  '%s',
  (_title, page) => {
    it.each(planted)('does not show %s', (secret) => {
      expect(visible(page)).not.toContain(secret);
      if (!mayBeAsked.test(secret)) expect(textOf(page)).not.toContain(secret);
    });
  },
);

describe('the public profile', () => {
  const fleet = plantedFleet();
  const shown = JSON.stringify([...pagesOf('public', fleet).values()].map((json) => ({ ...json, targets: undefined })));

  it('shows aliases and regions', () => {
    for (const edge of fleet.edges.filter(({ audience }) => audience === 'members'))
      expect(shown).toContain(edge.alias);
    for (const node of fleet.nodes) expect(shown).toContain(node.alias);
    for (const region of ['eu', 'us', 'ap']) expect(shown).toContain(`DEGRADED ${region}`);
  });

  it('shows no edge that is not for members', () => {
    for (const [, json] of pagesOf('public', fleet)) expect(JSON.stringify(json)).not.toContain('Ethereum RPC');
  });

  it('asks only for series that some page needs to be public', () => {
    const asked = new Set(
      published.flatMap(({ json }) =>
        panelsOf(json).flatMap(({ targets }) => targets.flatMap(({ expr }) => metricNames(filledIn(expr)))),
      ),
    );
    expect([...publicSeries].filter((name) => !asked.has(name))).toEqual([]);
  });

  it('has an address for each page that stays, differs by service, and may be set', () => {
    const tokens = dashboardNames.map((name) => publicToken(name, fleet));
    expect(new Set(tokens).size).toBe(tokens.length);
    for (const token of tokens) expect(token).toMatch(/^[0-9a-f]{32}$/);
    expect(dashboardNames.map((name) => publicToken(name, plantedFleet()))).toEqual(tokens);
    const renamed: Fleet = { ...fleet, service: { ...fleet.service, name: 'another' } };
    expect(publicToken('status', renamed)).not.toBe(tokens[0]);
    const own = '0123456789abcdef0123456789abcdef';
    const set: Fleet = { ...fleet, grafana: { url: 'https://g.example.org', publicTokens: { status: own } } };
    expect(publicToken('status', set)).toBe(own);
    expect(publicToken('sla', set)).toBe(tokens[dashboardNames.indexOf('sla')]);
    expect(statusJson('public', set).links[0]?.url).toBe(`/public-dashboards/${own}`);
  });

  it('takes names from users as text, not as Grafana’s or PromQL’s syntax', () => {
    const hostile = 'a"b\\c $target {{region}}\n${x}';
    const named = pagesOf('public', {
      ...fleet,
      service: { ...fleet.service, name: hostile },
      nodes: fleet.nodes.map((node) => ({ ...node, alias: hostile })),
      edges: fleet.edges.map((edge) => ({ ...edge, alias: hostile })),
    });
    for (const panel of [...named.values()].flatMap(panelsOf)) {
      for (const { expr, legendFormat } of panel.targets) {
        expect(syntaxErrors(expr.replaceAll('$__rate_interval', '1m'))).toEqual([]);
        expect(`${panel.title}${legendFormat?.replaceAll(/\{\{\w+\}\}/g, '')}`).not.toMatch(/\$|\{\{|\n/);
      }
    }
  });
});
