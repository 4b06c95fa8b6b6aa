/** docs/second.md, line by line: the number of a line is the beginning of its test's name. */
import { afterEach, describe, expect, it } from 'vitest';
import type { EdgeState, FailureReason } from '../../../collector/catalogue/labels.ts';
import type { Fleet } from '../../../collector/config/fleet.ts';
import { measuredRegions } from '../../../collector/config/graph.ts';
import { createRegistry } from '../../../collector/registry/registry.ts';
import { assemble } from '../../../collector/tick/assemble.ts';
import { openCounters } from '../../../collector/tick/recordTarget.ts';
import type { EdgeRuntime } from '../../../collector/tick/runtime.ts';
import { type EdgeEvidence, judgeEdgeSecond } from '../../../collector/verdict/edge.ts';
import { combineStates } from '../../../collector/verdict/region.ts';
import { nodeKinds } from '../../../exporters/index.ts';
import { fleetOf } from '../router/fleet.ts';
import { closeScene, openScene, type Scene, type Script, steady } from './support/scene.ts';

afterEach(closeScene);

const url = 'http://127.0.0.1:9';
const arbitrum = `
nodes:
  - { name: n1, kind: arbitrum-nitro, chain: arbitrum-one, region: eu, rpc: "${url}/n1" }
  - { name: n2, kind: arbitrum-nitro, chain: arbitrum-one, region: eu, rpc: "${url}/n2" }
references:
  - { name: r1, chain: arbitrum-one, rpc: "${url}/r1" }
  - { name: r2, chain: arbitrum-one, rpc: "${url}/r2" }
edges:
  - { name: e1, chain: arbitrum-one, audience: members, journey: evm-generic, rpc: "${url}/e1", regions: { eu: [n1, n2] } }
`;
const well: Scene['scripts'] = { n1: steady(), n2: steady(), r1: steady(), r2: steady(), e1: steady() };

/** A fleet that is well but for what is given; the journey succeeds unless it is given, too. */
const open = (scripts: Scene['scripts'], more: Partial<Scene> = {}) =>
  openScene({
    yaml: arbitrum,
    chain: 'arbitrum-one',
    scripts: { ...well, ...scripts },
    journey: () => ({}),
    ...more,
  });

/** `e1` is well but for these seconds. */
const failsBetween =
  (from: number, to: number, reason: FailureReason, ms = 0): Script =>
  (t) =>
    t >= from && t < to ? { fails: reason, ms } : steady()(t);

/** What each second was, from its last word on: the state of the second that was judged at this time. */
const history = async (scene: ReturnType<typeof open>, until: number) => {
  const states = new Map<number, string>();
  await scene.playUntil(until, (t) => {
    const { state, fault } = scene.edge().judgement;
    states.set(Math.round(t), fault ?? state);
  });
  return (from: number, to: number): string[] =>
    [...new Set([...states].filter(([t]) => t >= from && t < to).map(([, word]) => word))].sort();
};

const head = (timestamp: number) => ({ ok: true as const, sentAt: 1000, head: { number: 1, timestamp, hash: '0x' } });
const failure = (reason: FailureReason) => ({ ok: false as const, sentAt: 1000, reason });
const judge = (given: Partial<EdgeEvidence>) => {
  const { state, fault } = judgeEdgeSecond({
    at: 1000,
    answer: head(999),
    lag: { seconds: 0, blocks: 0 },
    chain: 'live',
    blind: false,
    tainted: false,
    quiet: false,
    stale: 30,
    ...given,
  });
  return fault ? `${state} ${fault}` : state;
};
const judgeAll = (reasons: readonly FailureReason[], more: Partial<EdgeEvidence> = {}): string[] => [
  ...new Set(reasons.map((reason) => judge({ ...more, answer: failure(reason) }))),
];

describe('the light question', () => {
  it('S1 a fresh answer is good, until one moment before stale', async () => {
    const scene = open({ e1: steady(29) });
    const seen = await history(scene, 20);
    expect(seen(1, 20)).toEqual(['good']);
    expect(judge({ lag: { seconds: 29.9, blocks: 120 } })).toBe('good');
  });

  it('S2 a stale head with HTTP 200 is bad for exactly as long as it is stale', async () => {
    // Frozen at 10 s, thawed at 70 s: 30 s behind at 40 s.
    const scene = open({ e1: (t) => steady()(t >= 10 && t < 70 ? 10 : t) });
    const seen = await history(scene, 90);
    expect(seen(1, 40)).toEqual(['good']);
    expect(seen(40, 70)).toEqual(['stale']);
    expect(seen(70, 90)).toEqual(['good']);
    expect(scene.edge().faults).toEqual({ no_http: 0, bad_answer: 0, stale: 30, journey: 0 });
    expect(scene.edge().seconds).toEqual({ good: 59, bad: 30, halted: 0, unknown: 1 });
  });

  it('S3 a hang is bad from its send second, and not a second longer', async () => {
    const scene = open({ e1: failsBetween(10, 30, 'timeout', 2000) });
    await scene.playUntil(60);
    expect(scene.edge().seconds).toEqual({ good: 39, bad: 20, halted: 0, unknown: 1 });
    expect(scene.edge().faults.no_http).toBe(20);
  });

  it('S4 without a connection or without HTTP 200 it is bad', () => {
    const reasons = ['refused', 'reset', 'dns', 'tls', 'http_4xx', 'http_5xx', 'http_other', 'http_forbidden'] as const;
    expect(judgeAll(reasons)).toEqual(['bad no_http']);
  });

  it('S5 a 429 is bad', () => expect(judgeAll(['http_429'])).toEqual(['bad no_http']));

  it('S6 a page of Cloudflare’s own is bad', () =>
    expect(judgeAll(['edge_error', 'edge_challenge'])).toEqual(['bad no_http']));

  it('S7 a 200 that is of no use is bad', () => {
    const reasons = ['not_json', 'truncated', 'too_large', 'bad_shape', 'rpc_error', 'null_result'] as const;
    expect(judgeAll(reasons)).toEqual(['bad bad_answer']);
  });

  it('S8 another chain is bad', () => expect(judgeAll(['wrong_chain'])).toEqual(['bad bad_answer']));

  it('S9 a head from the future is bad', async () => {
    const scene = open({ e1: (t) => steady()(t >= 10 && t < 20 ? t + 3600 : t) });
    const seen = await history(scene, 30);
    expect(seen(10, 20)).toEqual(['bad_answer']);
    expect(scene.edge().seconds.bad).toBe(10);
  });

  it('S10 the old head of a chain that stands still is halted', async () => {
    const stands: Script = (t) => steady()(Math.min(t, 20));
    const scene = open({ n1: stands, n2: stands, r1: stands, r2: stands, e1: stands });
    const seen = await history(scene, 80);
    expect(seen(60, 80)).toEqual(['halted']);
    expect(scene.edge().seconds.bad).toBe(0);
  });

  it('S11 no answer in a halt is bad', () =>
    expect(judgeAll(['timeout'], { chain: 'halted' })).toEqual(['bad no_http']));

  it('S12 an old head that nobody can place is bad', () =>
    expect(judge({ chain: 'unverifiable', answer: head(960), lag: undefined })).toBe('bad stale'));

  it('S13 a fresh head with nothing to compare is good', () =>
    expect(judge({ chain: 'unverifiable', lag: undefined })).toBe('good'));

  it('S14 a quiet chain at the head of the others is good', () =>
    expect(judge({ quiet: true, answer: head(10) })).toBe('good'));

  it('S15 a quiet chain with nothing to compare is unknown', () =>
    expect(judge({ quiet: true, answer: head(10), lag: undefined })).toBe('unknown'));

  it('S16 a failure while we are blind is unknown', async () => {
    const scene = open({ e1: failsBetween(10, 20, 'timeout') }, { blind: (t) => t >= 10 && t < 20 });
    await scene.playUntil(30);
    expect(scene.edge().seconds).toEqual({ good: 19, bad: 0, halted: 0, unknown: 11 });
  });

  it('S17 a good answer while the controls are down is good', async () => {
    const scene = open({}, { blind: () => true });
    await scene.playUntil(20);
    expect(scene.edge().seconds).toMatchObject({ good: 19, bad: 0 });
  });

  it('S18 a late tick is unknown, well answered or not', () => {
    expect(judge({ tainted: true })).toBe('unknown');
    expect(judge({ tainted: true, answer: failure('timeout') })).toBe('unknown');
    expect(judge({ tainted: true, lag: { seconds: 99, blocks: 400 } })).toBe('unknown');
  });

  it('S19 seconds without a tick are unknown', async () => {
    const scene = open({});
    await scene.playUntil(10);
    scene.watch.missed(30);
    expect(scene.edge().seconds).toEqual({ good: 9, bad: 0, halted: 0, unknown: 31 });
  });

  it('S20 a defect of ours is unknown, and the next second is judged again', async () => {
    const scene = open({}, { breaks: (t) => t >= 10 && t < 12 });
    await scene.playUntil(20);
    expect(scene.edge().seconds).toEqual({ good: 17, bad: 0, halted: 0, unknown: 3 });
  });

  it('S21 a late answer judges its own second and no other', async () => {
    // Asked at 10 s and never answered, while all later questions are.
    const scene = open({ e1: (t) => (t >= 10 && t < 11 ? { fails: 'timeout', ms: 2000 } : steady()(t)) });
    const seen = await history(scene, 20);
    expect(seen(1, 20)).toEqual(['good']);
    expect(scene.edge().seconds).toEqual({ good: 18, bad: 1, halted: 0, unknown: 1 });
  });
});

describe('the full journey', () => {
  const logs = ['logs', 'rpc_error'] as const;
  const during =
    (from: number, to: number, ms = 100): NonNullable<Scene['journey']> =>
    (t) =>
      t >= from && t < to ? { fails: logs, ms } : { ms };

  it('S22 one failure changes nothing and is repeated at once', async () => {
    let failed = false;
    // The repetition is still under way when the next second is judged.
    const once: Scene['journey'] = (t) => {
      if (failed || t < 10) return { ms: 600 };
      failed = true;
      return { fails: logs, ms: 600 };
    };
    const scene = open({}, { journey: once });
    const seen = await history(scene, 30);
    expect(seen(1, 30)).toEqual(['good']);
    const [first, second] = scene.runs.filter(({ at }) => at >= 10);
    expect(second?.at).toBe(first?.over);
  });

  it('S23 a failure that is confirmed is bad, and says what fails', async () => {
    const scene = open({}, { journey: during(10, 60) });
    const seen = await history(scene, 40);
    expect(seen(1, 10)).toEqual(['good']);
    // Made every five seconds: the failure is met, repeated and confirmed by the next light question within six.
    expect(seen(17, 40)).toEqual(['journey']);
    expect(scene.edge().judgement).toMatchObject({ reason: 'rpc_error', detail: 'logs fail: rpc_error' });
    expect(scene.edge().faults).toMatchObject({ no_http: 0, bad_answer: 0, stale: 0 });
    expect(scene.edge().faults.journey).toBe(scene.edge().seconds.bad);
    const starts = scene.runs.filter(({ at }) => at > 20).map(({ at }) => at);
    expect(starts.length).toBeGreaterThanOrEqual(19);
  });

  it('S24 the first journey that succeeds makes it good', async () => {
    const scene = open({}, { journey: during(10, 30) });
    const seen = await history(scene, 45);
    expect(seen(17, 30)).toEqual(['journey']);
    expect(seen(32, 45)).toEqual(['good']);
  });

  it('S25 a boot list that is confirmed to fail is bad until it succeeds', async () => {
    const boot: Scene['boot'] = (t) => (t >= 100 && t < 230 ? { fails: ['boot', 'rpc_error'] } : {});
    const scene = open({}, { boot });
    const seen = await history(scene, 250);
    expect(seen(1, 180)).toEqual(['good']);
    expect(seen(187, 230)).toEqual(['journey']);
    expect(seen(232, 250)).toEqual(['good']);
    const boots = scene.runs.filter(({ list }) => list === 'boot').map(({ at }) => at);
    expect(boots.filter((at) => at < 100)).toHaveLength(1);
    // With every journey while it fails, and no oftener than every three minutes after that.
    expect(boots.filter((at) => at > 190 && at < 230).length).toBeGreaterThan(30);
    expect(boots.filter((at) => at > 232)).toHaveLength(0);
  });

  it('S26 a journey that says nothing for more than ten seconds is unknown', async () => {
    // The run of the tenth second takes a minute.
    const scene = open({}, { journey: (t) => ({ ms: t >= 10 && t < 11 ? 60_000 : 100 }) });
    const seen = await history(scene, 80);
    expect(seen(1, 16)).toEqual(['good']);
    expect(seen(16, 70)).toEqual(['unknown']);
    expect(seen(72, 80)).toEqual(['good']);
    // Runs never overlap.
    for (const [index, run] of scene.runs.entries())
      expect(run.at).toBeGreaterThanOrEqual(scene.runs[index - 1]?.over ?? 0);
  });

  it('S27 before the first journey it is unknown', async () => {
    const scene = open({}, { journey: () => ({ ms: 4500 }) });
    const seen = await history(scene, 10);
    expect(seen(0, 4)).toEqual(['unknown']);
    expect(seen(5, 10)).toEqual(['good']);
  });

  it('S28 bad seconds do not age what a journey said', async () => {
    const journey: Scene['journey'] = (t) => ({ ms: t > 60 ? 5000 : 100 });
    const scene = open({ e1: failsBetween(10, 62, 'http_5xx') }, { journey });
    const seen = await history(scene, 68);
    expect(seen(10, 62)).toEqual(['no_http']);
    expect(seen(62, 68)).toEqual(['good']);
  });

  it('S29 a run that began while the light question failed says nothing', async () => {
    // Begun at 20 s in the outage, over at 32 s after it: it must neither count nor be confirmed by the next one.
    const journey: Scene['journey'] = (t) => (t >= 18 && t < 30 ? { fails: logs, ms: 12_000 } : {});
    const scene = open({ e1: failsBetween(12, 30, 'http_5xx') }, { journey });
    const seen = await history(scene, 45);
    expect(seen(30, 45)).toEqual(['good']);
    expect(scene.edge().faults.journey).toBe(0);
  });

  it('S30 a run that failed because the edge went down says nothing', async () => {
    // Both fail from 10.05 s on; the light question notices at 11 s.
    const edge: Script = (t) => (t >= 10.05 && t < 40 ? { fails: 'refused' } : steady()(t));
    const scene = open({ e1: edge }, { journey: (t) => (t >= 9.99 && t < 39 ? { fails: logs } : {}) });
    const seen = await history(scene, 60);
    expect(seen(11, 40)).toEqual(['no_http']);
    expect(scene.edge().seconds).toEqual({ good: 30, bad: 29, halted: 0, unknown: 1 });
    expect(scene.edge().faults.journey).toBe(0);
  });

  it('S31 when the light question is answered again a journey is made at once', async () => {
    const scene = open({ e1: failsBetween(22, 43, 'http_5xx') }, { journey: during(10, 40) });
    const seen = await history(scene, 60);
    expect(seen(17, 22)).toEqual(['journey']);
    expect(seen(22, 43)).toEqual(['no_http']);
    // The failure from before the outage holds until the journey that follows the first good answer.
    expect(seen(43, 44)).toEqual(['journey']);
    expect(seen(44, 60)).toEqual(['good']);
    expect(scene.runs.find(({ at }) => at >= 43)?.at).toBeLessThan(43.1);
  });

  it('S32 a journey that fails while the controls do not answer is unknown', async () => {
    const scene = open({}, { journey: during(10, 30), blind: (t) => t >= 9 && t < 31 });
    const seen = await history(scene, 45);
    expect(seen(17, 30)).toEqual(['unknown']);
    expect(seen(32, 45)).toEqual(['good']);
    expect(scene.edge().seconds.bad).toBe(0);
  });

  it('S33 when both fail the second has the fault of the light question', async () => {
    const scene = open({ e1: failsBetween(25, 40, 'not_json') }, { journey: during(10, 60) });
    const seen = await history(scene, 50);
    expect(seen(17, 25)).toEqual(['journey']);
    expect(seen(25, 40)).toEqual(['bad_answer']);
    const { faults, seconds } = scene.edge();
    expect(faults.journey + faults.bad_answer).toBe(seconds.bad);
  });

  const stands: Script = (t) => steady()(Math.min(t, 20));
  const halt = { n1: stands, n2: stands, r1: stands, r2: stands, e1: stands };

  it('S34 a journey that fails in a halt makes it bad', async () => {
    const scene = open(halt, { journey: during(70, 100) });
    const seen = await history(scene, 90);
    expect(seen(55, 70)).toEqual(['halted']);
    expect(seen(77, 90)).toEqual(['journey']);
  });

  it('S35 a halt is a halt without any word of the journey', async () => {
    const scene = open(halt, { journey: (t) => ({ ms: t > 55 ? 60_000 : 100 }) });
    const seen = await history(scene, 100);
    expect(seen(60, 100)).toEqual(['halted']);
  });

  it('S36 a quiet chain with nothing to compare, and a journey that fails, is bad', async () => {
    const scene = openScene({
      yaml: `
nodes: [{ name: n1, kind: arbitrum-nitro, chain: arbitrum-nova, region: eu, rpc: "${url}/n1" }]
edges:
  - { name: e1, chain: arbitrum-nova, audience: members, journey: evm-generic, rpc: "${url}/e1", regions: { eu: [n1] } }
`,
      chain: 'arbitrum-nova',
      scripts: { n1: () => ({ fails: 'timeout' }), e1: steady() },
      journey: during(10, 60),
    });
    const seen = await history(scene, 40);
    expect(seen(2, 10)).toEqual(['unknown']);
    expect(seen(17, 40)).toEqual(['journey']);
  });

  it('S37 a failure before an outage does not confirm one after it', async () => {
    // Each of the runs that fail is over before the next second is judged, and its repetition after that.
    const failing = [10, 10.6, 22].map((at) => ({ from: at - 0.01, to: at + 0.2 }));
    const journey: Scene['journey'] = (t) => {
      const fails = failing.some(({ from, to }) => t >= from && t < to);
      return { ms: t > 10.5 && t < 11 ? 1900 : 600, ...(fails && { fails: logs }) };
    };
    const scene = open({ e1: failsBetween(12, 22, 'http_5xx') }, { journey });
    await scene.playUntil(30);
    expect(scene.runs.filter(({ at }) => at >= 22 && at < 23)).toHaveLength(2);
    expect(scene.edge().faults).toMatchObject({ no_http: 10, journey: 0 });
  });

  it('S38 the old head of a halt that ends, while one source alone has the first new block, is halted', async () => {
    const until =
      (back: number): Script =>
      (t) =>
        steady()(t < back ? Math.min(t, 20) : t);
    const others = { n2: until(104), r1: until(104), r2: until(104), e1: until(104) };
    const scene = open({ n1: until(100), ...others });
    const seen = await history(scene, 120);
    expect(seen(60, 103)).toEqual(['halted']);
    expect(seen(106, 120)).toEqual(['good']);
    expect(scene.edge().seconds.bad).toBe(0);
  });

  it('S39 an old head, while a node alone goes on and nobody follows it, is bad', async () => {
    const stands: Script = (t) => steady()(Math.min(t, 20));
    const scene = open({
      n1: (t) => steady()(t < 100 ? Math.min(t, 20) : t),
      n2: stands,
      r1: stands,
      r2: stands,
      e1: stands,
    });
    const seen = await history(scene, 120);
    expect(seen(60, 100)).toEqual(['halted']);
    expect(seen(110, 120)).toEqual(['stale']);
  });
});

describe('vantages and regions', () => {
  const edgesOf = (fleet: Fleet, vantage: string): EdgeRuntime[] =>
    assemble({
      fleet,
      vantage,
      central: vantage === fleet.vantage,
      kinds: nodeKinds,
      plainLight: nodeKinds.evm.light,
      recorder: createRegistry(['fast', 'slow']),
    }).targets.filter((target): target is EdgeRuntime => target.role === 'edge');
  /** `edge@region by vantage` of everything that is asked anywhere. */
  const asked = (fleet: Fleet): string[] =>
    [fleet.vantage, ...fleet.vantages.map(({ name }) => name)]
      .flatMap((vantage) => edgesOf(fleet, vantage))
      .map(({ labels }) => `${labels.target}@${labels.region} by ${labels.vantage}`)
      .sort();
  const measured = (fleet: Fleet, name: string): readonly string[] => {
    const edge = fleet.edges.find((each) => each.name === name);
    return edge ? measuredRegions(fleet, edge) : [];
  };
  const elsewhere = (name: string, region = name) => ({ name, region, scrape: undefined });
  const over = (...states: EdgeState[]): EdgeState => combineStates(states);

  it('V1 a region that nobody speaks for is asked by nobody and has no seconds', async () => {
    const fleet = fleetOf({ vantage: 'home', vantages: [] });
    expect(asked(fleet)).toEqual(['eth@eu by home']);
    expect(measured(fleet, 'arb')).toEqual([]);
    const registry = createRegistry(['fast', 'slow']);
    for (const edge of edgesOf(fleet, 'home')) openCounters(registry, edge);
    const text = await registry.render('fast');
    expect(text).toContain('headwatch_edge_seconds_total{target="eth"');
    expect(text).not.toContain('headwatch_edge_seconds_total{target="arb"');
  });

  it('V2 an edge with one region is the central collector’s, whatever the region is called', () => {
    const fleet = fleetOf({ vantage: 'home', vantages: [] });
    expect(asked(fleet)).toContain('eth@eu by home');
    expect(measured(fleet, 'eth')).toEqual(['eu']);
  });

  it('V3 of an edge with several regions the central collector speaks for its own', () => {
    const fleet = fleetOf({ vantages: [] });
    expect(asked(fleet)).toEqual(['arb@eu by eu', 'eth@eu by eu']);
    expect(measured(fleet, 'arb')).toEqual(['eu']);
  });

  it('V4 with one vantage elsewhere each speaks for its own region', () => {
    const fleet = fleetOf({ vantages: [elsewhere('us')] });
    expect(asked(fleet)).toEqual(['arb@eu by eu', 'arb@us by us', 'eth@eu by eu']);
    expect(measured(fleet, 'arb')).toEqual(['eu', 'us']);
  });

  it('V5 with two vantages elsewhere all three regions are measured', () => {
    const fleet = fleetOf({ vantages: [elsewhere('us'), elsewhere('tokyo', 'ap')] });
    expect(asked(fleet)).toEqual(['arb@ap by tokyo', 'arb@eu by eu', 'arb@us by us', 'eth@eu by eu']);
    expect(measured(fleet, 'arb')).toEqual(['eu', 'us', 'ap']);
  });

  it('V6 one of two collectors that sees a region bad makes it bad', () => expect(over('good', 'bad')).toBe('bad'));

  it('V7 a blind collector leaves the word to the other one', () => {
    const blind = judge({ answer: failure('timeout'), blind: true }) as EdgeState;
    expect(over(blind, 'good')).toBe('good');
    expect(over(blind, 'bad')).toBe('bad');
  });

  it('V8 when both are blind it is unknown', () => {
    const blind = judge({ answer: failure('timeout'), blind: true }) as EdgeState;
    expect(over(blind, blind)).toBe('unknown');
  });

  it('V9 a dead collector leaves the word to the other one', () => {
    expect(over('good')).toBe('good');
    expect(over('bad')).toBe('bad');
    expect(over()).toBe('unknown');
  });

  it('V10 halted outweighs good', () => expect(over('good', 'halted')).toBe('halted'));

  it('V11 a vantage in the central collector’s region speaks for it under its own name', () => {
    const fleet = fleetOf({ vantages: [elsewhere('eu-2', 'eu')] });
    expect(asked(fleet)).toEqual(['arb@eu by eu', 'arb@eu by eu-2', 'eth@eu by eu', 'eth@eu by eu-2']);
    expect(measured(fleet, 'arb')).toEqual(['eu']);
  });
});
