/**
 * The smallest fleets under the whole collector: nothing that is generated for them is dead. Each rule and each panel
 * reads a series that the collector of such a fleet really has, or one of those that come with an event.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { groups } from '../../../alerts/rules/define.ts';
import { ruleGroup } from '../../../alerts/rules/render.ts';
import type { Fleet } from '../../../collector/config/fleet.ts';
import { type Collector, startCollector } from '../../../collector/main.ts';
import { dashboardFiles } from '../../../dashboards/generate.ts';
import { startSim } from '../../../demo/sim/main.ts';
import type { Sim } from '../../../demo/sim/types.ts';
import { freePorts } from '../../../demo/stack/ports.ts';
import { parse } from '../../unit/config/support.ts';

/** Probes are made every 15 s, and heights compared after ten. Milliseconds. */
const settling = 26_000;

const replaced = (text: string, changes: Readonly<Record<string, string>>): string =>
  Object.entries(changes).reduce((now, [from, to]) => {
    if (!now.includes(from)) throw new Error(`no ${from} in it`);
    return now.replace(from, to);
  }, text);

let sim: Sim;
const open: { readonly collector: Collector; readonly base: string }[] = [];
const seen = new Map<
  string,
  { readonly fleet: Fleet; readonly series: ReadonlySet<string>; readonly lines: readonly string[] }
>();

const texts = (targets: Sim['targets']): Readonly<Record<string, string>> => {
  const minimal = readFileSync('fleet.minimal.yaml', 'utf8');
  const to = (name: string): string => targets[name] ?? '';
  return {
    minimal: replaced(minimal, {
      'http://127.0.0.1:8547': to('arb-eu'),
      'https://arb1.arbitrum.io/rpc': to('arb-ref-1'),
      'https://arbitrum-one-rpc.publicnode.com': to('arb-ref-2'),
    }),
    'of kind evm': replaced(minimal, {
      'kind: arbitrum-nitro, chain: arbitrum-one': 'kind: evm, chain: ethereum',
      'http://127.0.0.1:8547': to('eth-a'),
      'chain: arbitrum-one, rpc: "https://arb1.arbitrum.io/rpc"': `chain: ethereum, rpc: "${to('eth-ref-1')}"`,
      'chain: arbitrum-one, rpc: "https://arbitrum-one-rpc.publicnode.com"': `chain: ethereum, rpc: "${to('eth-ref-2')}"`,
    }),
  };
};

beforeAll(async () => {
  sim = await startSim({ anvil: 'none', latencyMs: { min: 0, max: 1 } });
  const fleets = Object.entries(texts(sim.targets));
  const ports = await freePorts(fleets.length);
  const started = fleets.map(async ([title, text], index) => {
    const base = `127.0.0.1:${ports[index]}`;
    const fleet = parse(`${text}collector: { listen: "${base}" }\n`);
    open.push({ collector: await startCollector({ fleet }), base });
    await new Promise((resolve) => setTimeout(resolve, settling));
    const pages = await Promise.all(
      ['/metrics/fast', '/metrics'].map(async (path) => (await fetch(`http://${base}${path}`)).text()),
    );
    const lines = pages.flatMap((page) => page.match(/^headwatch_\w+\{[^}]*\}/gm) ?? []);
    seen.set(title, { fleet, series: new Set(lines.flatMap((line) => line.split('{')[0] ?? [])), lines });
  });
  await Promise.all(started);
}, 90_000);
afterAll(async () => {
  await Promise.all(open.map(({ collector }) => collector.stop()));
  await sim.stop();
});

/** Rules whose series come with an event, or after minutes. */
const withEvents: ReadonlySet<string> = new Set([
  'NodeExecutionBehind', // a Nitro node says that it syncs
  'UpgradeDue', // an upgrade is planned
  'UpgradeDueSoon',
  'UpgradeDueInTwoWeeks',
  'UpgradeDueInTwoDays',
  'NodeClockSkewed', // enough Date headers have been seen
]);

/** Panels whose series are the router's, or come with an event. */
const elsewhere =
  /headwatch_(outbox|incidents?_|deliveries|last_delivery|watchdog|paging|deadman|maintenance|cause|head_regressions|head_failures|probe_overruns|upgrade|clock_skew|nitro_batches_behind|nitro_messages_behind|reorg_last_depth|tls_expiry)/;

/** Whether a series is there that a selector picks; what a reader chooses is one of those. */
const picks = (selector: string, lines: readonly string[]): boolean => {
  const [name = ''] = selector.split('{');
  const matchers = [...selector.matchAll(/(\w+)(=~?)"([^"]*)"/g)].filter(([, , , value = '']) => !value.includes('$'));
  return lines.some(
    (line) =>
      line.startsWith(`${name}{`) &&
      matchers.every(([, label, operator, value = '']) => {
        const found = new RegExp(`[{,]${label}="([^"]*)"`).exec(line)?.[1] ?? '';
        return operator === '=' ? found === value : new RegExp(`^(?:${value.replaceAll('\\\\', '\\')})$`).test(found);
      }),
  );
};
const selectorsIn = (text: string): readonly string[] => text.match(/headwatch_\w+(\{[^}]*\})?/g) ?? [];

const namesIn = (text: string): readonly string[] => text.match(/headwatch_\w+/g) ?? [];

describe.each(['minimal', 'of kind evm'])('a fleet %s', (title) => {
  const found = () => {
    const one = seen.get(title);
    if (!one) throw new Error(title);
    return one;
  };

  test('has no dead rule', () => {
    const { fleet, series } = found();
    const rules = groups
      .flatMap((group) => ruleGroup(fleet, group)?.rules ?? [])
      .filter(({ labels }) => labels.scope !== 'self');
    expect(rules.length).toBeGreaterThan(8);
    const dead = rules
      .filter(({ expr }) => !namesIn(expr).some((name) => series.has(name)))
      .filter(({ alert }) => !withEvents.has(alert));
    expect(dead.map(({ alert }) => alert)).toEqual([]);
  });

  test('has no dead panel', () => {
    const { fleet, series, lines } = found();
    const dead: string[] = [];
    for (const [path, text] of [...dashboardFiles(fleet)].filter(([path]) => path.endsWith('.json'))) {
      const panels: { title?: string; targets?: { expr?: string }[]; panels?: unknown[] }[] = JSON.parse(text).panels;
      for (const panel of panels) {
        const exprs = (panel.targets ?? []).flatMap(({ expr }) => expr ?? []);
        if (exprs.length === 0 || elsewhere.test(exprs.join(' '))) continue;
        const named = exprs.some((expr) => namesIn(expr).every((name) => series.has(name)));
        const selectors = exprs.flatMap(selectorsIn);
        const picked = selectors.length === 0 || selectors.some((selector) => picks(selector, lines));
        if (!named || !picked) dead.push(`${path}: ${panel.title}: ${namesIn(exprs.join(' '))}`);
      }
    }
    expect(dead).toEqual([]);
  });
});
