/** What the first screen says, healthy and in each fault. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Profile } from '../../../dashboards/kit/model.ts';
import { openMetrics, type Scene } from './support/fixture.ts';
import { exampleFleet } from './support/fleets.ts';
import { filledIn, panelNamed, shown, statusJson } from './support/panels.ts';
import { startPrometheus, type TestPrometheus } from './support/prometheus.ts';

/** Inside one two-hour block of Prometheus. */
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
const end = (of: Scene): number => of.start + of.seconds;
/** Before anything was written. */
const nothing = start - 500;

let example: TestPrometheus;

beforeAll(async () => {
  const scenes = [healthy, regionDown, allDown, halted, blind, silent];
  example = await startPrometheus(openMetrics(exampleFleet(), scenes));
}, 60_000);
afterAll(() => example?.stop());

describe('what the first screen says', () => {
  const lookAt = async (title: string, at: number, profile: Profile = 'public'): Promise<readonly string[]> => {
    const panel = panelNamed(statusJson(profile, exampleFleet()), title);
    const looks: string[] = [];
    for (const target of panel.targets) {
      const samples = await example.instant(filledIn(target.expr), at);
      if (samples.length === 0) looks.push(shown(panel.fieldConfig.defaults).text);
      for (const { value } of samples) {
        const look = shown(panel.fieldConfig.defaults, value);
        looks.push(`${look.color}: ${look.text}`);
      }
    }
    return looks;
  };
  const headline = 'Arbitrum RPC for members';

  it.each([
    ['all is well', healthy, 'green: ✔ UP all regions'],
    ['one region is bad', regionDown, 'orange: ▲ DEGRADED eu'],
    ['all regions are bad', allDown, 'red: ✖ DOWN'],
    ['the chain stands still', halted, 'orange: ■ CHAIN HALTED, not us'],
    ['a watcher is blind', blind, 'purple: ? UNKNOWN us'],
    ['a watcher is silent', silent, 'purple: ? UNKNOWN ap'],
  ])('%s', async (_, at, text) => {
    expect(await lookAt(headline, end(at))).toEqual([text]);
  });

  it('forgets a state ten seconds after the last sample, instead of showing it for five minutes', async () => {
    expect(await lookAt(headline, end(healthy) + 5)).toEqual(['green: ✔ UP all regions']);
    expect(await lookAt(headline, end(healthy) + 12)).toEqual(['purple: ? UNKNOWN']);
  });

  it('tells the chain from us', async () => {
    expect(await lookAt('Arbitrum itself', end(healthy))).toEqual(['green: ✔ LIVE']);
    expect(await lookAt('Arbitrum itself', end(halted))).toEqual(['orange: ■ HALTED, not us']);
    expect(await lookAt('Arbitrum itself', nothing)).toEqual(['purple: ? UNKNOWN']);
  });

  it('counts who watches', async () => {
    expect(await lookAt('Who watches', end(healthy))).toEqual(['green: ✔ 3 of 3']);
    expect(await lookAt('Who watches', end(blind))).toEqual(['orange: ▲ 2 of 3']);
    expect(await lookAt('Who watches', end(silent))).toEqual(['orange: ▲ 2 of 3']);
    expect(await lookAt('Who watches', nothing)).toEqual(['purple: ? 0 of 3']);
  });

  it('says when there is no reserve', async () => {
    expect(await lookAt('Redundancy', end(healthy))).toEqual(['green: ✔ REDUNDANT']);
    expect(await lookAt('Redundancy', end(regionDown))).toEqual(['red: ✖ NO RESERVE']);
    expect(await lookAt('Redundancy', nothing)).toEqual(['purple: ? UNKNOWN']);
  });

  it('names the worst region’s bad seconds, and never counts what nobody saw as good', async () => {
    const [bad, halt, unknown] = await lookAt('Bad seconds, last 24 h, worst region', end(regionDown));
    expect(bad).toMatch(/^blue: [1-9]/);
    expect(halt).toBe('blue: 0');
    // Of 24 hours only minutes are in the fixture.
    expect(Number(unknown?.replace('blue: ', ''))).toBeGreaterThan(80_000);
    expect((await lookAt('Bad seconds, last 24 h, worst region', nothing)).slice(0, 2)).toEqual([
      '? UNKNOWN',
      '? UNKNOWN',
    ]);
  });

  it('lists every region and every node by the names that members know', async () => {
    const json = statusJson('public', exampleFleet());
    const rows = async (title: string, label: string): Promise<readonly (string | undefined)[]> => {
      const expr = panelNamed(json, title).targets[0]?.expr ?? '';
      return (await example.instant(expr, end(healthy))).map(({ metric }) => metric[label]);
    };
    expect(await rows('By region', 'region')).toEqual(['eu', 'us', 'ap']);
    expect(await rows('Nodes', 'node')).toEqual(exampleFleet().nodes.map(({ alias }) => alias));
  });
});
