/** What the first screen says, healthy and in each fault: its words, by a real Prometheus. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Profile } from '../../../dashboards/kit/model.ts';
import { lookOf } from '../../../demo/drill/panels/looks.ts';
import { filledIn, panelNamed, panelsOf, statusJson } from '../../../demo/drill/panels/page.ts';
import { openMetrics, type Scene } from './support/fixture.ts';
import { exampleFleet, fullFleet, minimalFleet } from './support/fleets.ts';
import { startPrometheus, type TestPrometheus } from './support/prometheus.ts';

/** Sentences are long queries, and a busy machine is slow. */
vi.setConfig({ testTimeout: 60_000 });

/** 2 February 2026, 02:50 UTC, inside one two-hour block of Prometheus. */
const start = 1_770_000_000 - (1_770_000_000 % 7200) + 600;
const healthy: Scene = { start, seconds: 600 };
const scene = (index: number, wrong: Partial<Scene>): Scene => ({
  start: start + 1200 + index * 600,
  seconds: 60,
  ...wrong,
});
const regionDown = scene(0, { edges: { 'arb eu': 'bad' }, nodes: { 'arb-eu': 'stalled', 'arb-us': 'unreachable' } });
const allDown = scene(1, { edges: { 'arb eu': 'bad', 'arb us': 'bad', 'arb ap': 'bad' } });
const halted = scene(2, {
  edges: { 'arb eu': 'halted', 'arb us': 'halted', 'arb ap': 'halted' },
  chains: { 'arbitrum-one': 'halted' },
});
const blind = scene(3, { blind: ['us'], edges: { 'arb us': 'unknown' } });
const silent = scene(4, { silent: ['ap'] });
const badAndSilent = scene(5, { edges: { 'arb eu': 'bad' }, silent: ['ap'] });
const haltedAndSilent = scene(6, {
  edges: { 'arb eu': 'halted', 'arb ap': 'halted' },
  silent: ['us'],
  chains: { 'arbitrum-one': 'halted' },
});
const end = (of: Scene): number => of.start + of.seconds;
/** Before anything was written. */
const nothing = start - 500;

const fleets = { example: exampleFleet, minimal: minimalFleet, full: fullFleet } as const;
type Name = keyof typeof fleets;
const servers = new Map<Name, TestPrometheus>();
const server = (name: Name): TestPrometheus => {
  const found = servers.get(name);
  if (!found) throw new Error(`no Prometheus for ${name}`);
  return found;
};

beforeAll(async () => {
  const scenes = [healthy, regionDown, allDown, halted, blind, silent, badAndSilent, haltedAndSilent];
  servers.set('example', await startPrometheus(openMetrics(exampleFleet(), scenes)));
  servers.set('minimal', await startPrometheus(openMetrics(minimalFleet(), [healthy])));
  servers.set('full', await startPrometheus(openMetrics(fullFleet(), [healthy, regionDown])));
}, 120_000);
afterAll(async () => {
  await Promise.all([...servers.values()].map((each) => each.stop()));
});

const lookAt = async (
  title: string,
  at: number,
  profile: Profile = 'public',
  name: Name = 'example',
): Promise<readonly string[]> => {
  const panel = panelNamed(statusJson(profile, fleets[name]()), title);
  const looks: string[] = [];
  for (const target of panel.targets) {
    const samples = await server(name).instant(filledIn(target.expr), at);
    for (const sample of samples.length > 0 ? samples : [undefined]) {
      const { color, text } = lookOf(panel, target, sample);
      looks.push(`${color}: ${text}`);
    }
  }
  return looks;
};

describe('the headline', () => {
  const headline = 'Arbitrum RPC for members';

  it.each([
    ['all is well', healthy, 'green: ✔ UP all regions'],
    ['one region is bad', regionDown, 'orange: ▲ DEGRADED eu'],
    ['all regions are bad', allDown, 'red: ✖ DOWN'],
    ['the chain stands still', halted, 'orange: ■ CHAIN HALTED, not us'],
    ['one region is bad and another silent', badAndSilent, 'orange: ▲ DEGRADED eu · ? ap'],
    ['the chain stands still, and of a region nobody knows', haltedAndSilent, 'orange: ■ CHAIN HALTED, not us · ? us'],
  ])('%s', async (_, at, text) => {
    for (const profile of ['public', 'operator'] as const)
      expect(await lookAt(headline, end(at), profile)).toEqual([text]);
  });

  it('says since when it is unknown, of the region that has been for longest', async () => {
    const clock = (at: number): string => new Date(at * 1000).toISOString().slice(11, 16);
    expect(await lookAt(headline, end(blind))).toEqual([`purple: ? UNKNOWN us since ${clock(end(halted))} UTC`]);
    expect(await lookAt(headline, end(silent))).toEqual([`purple: ? UNKNOWN ap since ${clock(end(blind))} UTC`]);
    const gone = end(badAndSilent) + 240;
    expect(await lookAt(headline, gone)).toEqual([`purple: ? UNKNOWN since ${clock(end(blind))} UTC`]);
  });

  it('forgets a state ten seconds after the last sample, instead of showing it for five minutes', async () => {
    expect(await lookAt(headline, end(healthy) + 5)).toEqual(['green: ✔ UP all regions']);
    expect(await lookAt(headline, end(healthy) + 12)).toEqual(['purple: ? UNKNOWN']);
    expect(await lookAt(headline, end(healthy) + 90)).toEqual([expect.stringMatching(/^purple: \? UNKNOWN since /)]);
  });

  it('was never heard of', async () => {
    expect(await lookAt(headline, nothing)).toEqual(['purple: ? UNKNOWN']);
  });
});

describe('the rest of the first row', () => {
  it('tells the chain from us', async () => {
    expect(await lookAt('Arbitrum itself', end(healthy))).toEqual(['green: ✔ LIVE']);
    expect(await lookAt('Arbitrum itself', end(halted))).toEqual(['orange: ■ HALTED, not us']);
    expect(await lookAt('Arbitrum itself', nothing)).toEqual(['purple: ? UNKNOWN']);
  });

  it('gives the service level as a floor, and under it what it would be if unknown was good', async () => {
    // us: 100 000 good, 190 bad, 5 halted, 50 unknown of 100 245.
    expect(await lookAt('SLA this month, worst region', end(healthy))).toEqual([
      'red: ≥ 99.755 %',
      'red: 99.805 % if unknown was good',
    ]);
    expect(await lookAt('SLA this month, worst region', nothing)).toEqual([
      'purple: ? UNKNOWN',
      'purple: ? of nothing measured',
    ]);
  });

  it('gives what is left of the budget of the whole', async () => {
    // 483.84 s allowed in February at 99.98 %, 200 s of them spent.
    expect(await lookAt('Budget left', end(healthy))).toEqual(['green: 4 m 43 s of 8 m 3 s']);
    expect(await lookAt('Budget left', nothing)).toEqual(['purple: ? UNKNOWN']);
  });

  it('counts who watches, and how old their word is', async () => {
    expect(await lookAt('Who watches', end(healthy))).toEqual(['green: 3/3, 0 s old']);
    expect(await lookAt('Who watches', end(healthy) + 4)).toEqual(['green: 3/3, 4 s old']);
    expect(await lookAt('Who watches', end(blind))).toEqual(['orange: 2/3, 0 s old']);
    expect(await lookAt('Who watches', end(silent))).toEqual(['orange: 2/3, 0 s old']);
    expect(await lookAt('Who watches', nothing)).toEqual(['purple: ? 0/3']);
  });

  it('tells operators whether pages can go out', async () => {
    const [, paging] = await lookAt('Who watches', end(healthy), 'operator');
    expect(paging).toBe('green: paging armed, proven 5 h ago');
    expect((await lookAt('Who watches', nothing, 'operator'))[1]).toBe('purple: ? paging unknown');
  });

  it('lists every region and every node by the names that members know', async () => {
    const json = statusJson('public', exampleFleet());
    const rows = async (title: string, label: string): Promise<readonly (string | undefined)[]> => {
      const expr = panelNamed(json, title).targets[0]?.expr ?? '';
      return (await server('example').instant(expr, end(healthy))).map(({ metric }) => metric[label]);
    };
    expect(await rows('By region', 'region')).toEqual(['eu', 'us', 'ap']);
    expect(await rows('Nodes', 'node')).toEqual(exampleFleet().nodes.map(({ alias }) => alias));
  });
});

describe('the second row', () => {
  it('tells the open incident with its cause, or the last', async () => {
    expect(await lookAt('Open or last incident', end(healthy))).toEqual([
      'green: ✔ Over: Arbitrum RPC: no fresh blocks, eu. Cause: one of our nodes. Ended 2 d ago.',
    ]);
    expect(await lookAt('Open or last incident', end(regionDown))).toEqual([
      'red: ✖ Open: Arbitrum RPC: no fresh blocks, eu. Cause: one of our nodes. For 1 m now.',
    ]);
    expect(await lookAt('Open or last incident', nothing)).toEqual(['purple: ? UNKNOWN']);
  });

  it('tells the next maintenance', async () => {
    expect(await lookAt('Next maintenance', end(healthy))).toEqual(['blue: – Arbitrum RPC in 2 d, for 30 m']);
    expect(await lookAt('Next maintenance', nothing)).toEqual(['purple: ? UNKNOWN']);
  });

  it('tells what each layer can lose', async () => {
    const layers = await lookAt('Redundancy, by layer', end(healthy));
    expect(layers).toEqual(['green: ✔ 2 TO SPARE', 'green: ✔ 2 TO SPARE', 'green: ✔ 2 TO SPARE']);
    const titles = panelNamed(statusJson('public', exampleFleet()), 'Redundancy, by layer').targets;
    expect(titles.map(({ legendFormat }) => legendFormat)).toEqual([
      'Arbitrum',
      'Ethereum execution',
      'Ethereum consensus',
    ]);
    expect(new Set(await lookAt('Redundancy, by layer', nothing))).toEqual(new Set(['purple: ? UNKNOWN']));
  });

  it('asks Cloudflare only where there is one', async () => {
    expect(statusJson('public', minimalFleet()).panels.map(({ title }) => title)).not.toContain('Cloudflare');
    expect(await lookAt('Cloudflare', end(healthy), 'public', 'full')).toEqual([
      expect.stringMatching(/^green: ✔ Well, \d+ [sm] old$/),
    ]);
    expect(await lookAt('Cloudflare', nothing, 'public', 'full')).toEqual(['purple: ? UNKNOWN, never heard']);
  });

  it.each([
    ['healthy', healthy, 'green: ✔ Nothing to do: the service answers with fresh blocks.'],
    ['one region is bad', regionDown, 'orange: ▲ Members in EU: switch to your backup RPC. US and AP are fine.'],
    [
      'one is bad, and of one nobody knows: none is called fine',
      badAndSilent,
      'orange: ▲ Members in EU: switch to your backup RPC.',
    ],
    ['all are bad', allDown, 'red: ✖ Switch to your backup RPC until this page says that the service is up again.'],
    ['halted', halted, 'orange: ■ The chain itself stands still: another RPC will not help, wait for it.'],
    [
      'unknown',
      silent,
      'purple: ? We cannot see the service well right now: check it from where you are before you rely on it.',
    ],
  ])('tells members what to do: %s', async (_, at, text) => {
    expect(await lookAt('What should I do?', end(at))).toEqual([text]);
  });

  it.each([
    ['healthy', healthy, /^green: ✔ Nothing to do\.$/],
    ['bad', regionDown, /^red: ✖ Take the bad node out of its pool/],
    ['halted', halted, /^orange: ■ Restart nothing/],
    ['blind', blind, /^purple: \? Find out why nobody watches/],
  ])('tells operators what to do: %s', async (_, at, text) => {
    expect(await lookAt('What should I do?', end(at), 'operator')).toEqual([expect.stringMatching(text)]);
  });

  it('gives a fleet of one node a sentence too', async () => {
    expect(await lookAt('What should I do?', end(healthy), 'public', 'minimal')).toEqual([
      'green: ✔ Every node is at the head of its chain. No path of members is measured here.',
    ]);
    expect(await lookAt('What should I do?', nothing, 'public', 'minimal')).toEqual([
      'purple: ? We cannot see the nodes well right now.',
    ]);
  });
});

describe('the page', () => {
  it('has a first row of the widths and the order that a phone keeps', () => {
    for (const profile of ['operator', 'public'] as const) {
      const panels = statusJson(profile, exampleFleet()).panels;
      // A phone stacks panels by row, then by column.
      const sorted = panels.toSorted((a, b) => a.gridPos.y - b.gridPos.y || a.gridPos.x - b.gridPos.x);
      expect(sorted).toEqual(panels);
      expect(sorted.slice(0, 6).map(({ title, gridPos }) => [title, gridPos.w])).toEqual([
        ['Arbitrum RPC for members', 5],
        ['By region', 8],
        ['Arbitrum itself', 3],
        ['SLA this month, worst region', 3],
        ['Budget left', 3],
        ['Who watches', 2],
      ]);
      expect(sorted.slice(6, 11).map(({ title }) => title)).toEqual([
        'Open or last incident',
        'Next maintenance',
        'Redundancy, by layer',
        'Cloudflare',
        'What should I do?',
      ]);
    }
  });

  it('answers visitors without any label of ours', async () => {
    const labels = new Set<string>();
    for (const panel of panelsOf(statusJson('public', exampleFleet()))) {
      for (const target of panel.targets) {
        for (const { metric } of await server('example').instant(filledIn(target.expr), end(healthy))) {
          for (const label of Object.keys(metric)) labels.add(label);
        }
      }
    }
    expect([...labels].toSorted()).toEqual(['chain', 'node', 'region', 'text']);
  });
});
