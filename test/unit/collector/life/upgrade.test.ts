/** Versions against deadlines: who must be upgraded by when, and of whom nobody can say. */
import { describe, expect, it } from 'vitest';
import { judgeUpgrade } from '../../../../collector/life/upgrade.ts';
import { upgradesOf, watchUpgrades } from '../../../../collector/life/upgrades.ts';
import { compareVersions } from '../../../../collector/policy/softwareVersion.ts';
import type { NodeHints } from '../../../../collector/probe/api.ts';
import { createRegistry } from '../../../../collector/registry/registry.ts';
import { fleetNode } from '../../exporters/support/node.ts';

const now = 1_790_000_000;
const day = 86_400;

describe('versions as clients write them', () => {
  it.each([
    ['v3.10.0-rc.1-4bed0c5', '3.10.0', -1],
    ['v3.11.3-rc.4-4bed0c5', '3.11.3-rc.5', -1],
    ['v3.11.3-rc.4-4bed0c5', '3.11.0', 1],
    ['v3.10.0-0000000', '3.10.0', 0],
    ['v3.9.9-0000000', 'v3.10.0', -1],
    ['1.16.4-stable-41714b49', '1.16.4', 0],
    ['1.16.5-unstable-41714b49', '1.16.5', -1],
    ['v1.35.8+c066aee2', '1.35.9', -1],
    ['v8.0.1-ced49dd', '8.0', 1],
    ['v0.1.0-alpha.1-428a6dc2f', '0.1.0-beta.1', -1],
  ])('%s against %s', (one, other, sign) => {
    expect(Math.sign(compareVersions(one, other) ?? Number.NaN)).toBe(sign);
    expect(Math.sign(compareVersions(other, one) ?? Number.NaN) + sign).toBe(0);
  });
  it('what is no version is not compared', () => {
    expect(compareVersions('unknown', '3.10.0')).toBeUndefined();
  });
});

describe('a node and a deadline', () => {
  const asked = { now, deadline: now + 10 * day, required: '3.11.0', prepared: undefined };
  it('is needed below the required version, not from it on, and unknown for a node that does not say', () => {
    expect(judgeUpgrade({ ...asked, version: 'v3.10.0-4bed0c5' })).toEqual({ needed: 'yes', daysLeft: 10 });
    expect(judgeUpgrade({ ...asked, version: 'v3.11.0-4bed0c5' }).needed).toBe('no');
    expect(judgeUpgrade({ ...asked, version: undefined }).needed).toBe('unknown');
    expect(judgeUpgrade({ ...asked, version: 'next' }).needed).toBe('unknown');
  });
  it('without a required version the node’s own configuration decides, and its silence is unknown', () => {
    const about = { ...asked, required: undefined, version: 'v3.10.0' };
    expect(judgeUpgrade({ ...about, prepared: true }).needed).toBe('no');
    expect(judgeUpgrade({ ...about, prepared: false }).needed).toBe('yes');
    expect(judgeUpgrade(about).needed).toBe('unknown');
  });
  it('stays needed after the deadline', () => {
    expect(judgeUpgrade({ ...asked, now: now + 12 * day, version: '3.10.0' })).toEqual({ needed: 'yes', daysLeft: -2 });
  });
});

type Made = Parameters<typeof upgradesOf>[0];
const make = (name: string, kind: string, hints: NodeHints): Made => {
  const isNitro = kind === 'arbitrum-nitro';
  const chain = isNitro ? 'arbitrum-one' : 'ethereum';
  const layer = kind === 'ethereum-consensus' ? 'consensus' : 'execution';
  return {
    node: { ...fleetNode, name, kind, layer, chain },
    labels: { target: name, role: 'node', chain, region: 'eu', vantage: 'eu' },
    hints: { doubted: false, ...hints },
  };
};
const needs = (one: Made, all: readonly Made[], asked: Parameters<typeof upgradesOf>[2] = []) =>
  upgradesOf(one, all, asked, now).map(({ source, upgrade, needed }) => `${source} ${upgrade} ${needed}`);

describe('who needs what', () => {
  const at = now + 5 * day;
  const arbos = { source: 'arbos', upgrade: 'arbos-60', at, arbos: 60 } as const;
  const old = make('arb-eu', 'arbitrum-nitro', { clientVersion: 'nitro/v3.10.0-rc.1-4bed0c5', upgrades: [arbos] });
  const silent = make('arb-us', 'arbitrum-nitro', {});

  it('the schedule of a chain concerns all its nodes, those too that do not answer; what it takes fleet.yaml says', () => {
    const all = [old, silent];
    expect(all.map((one) => needs(one, all))).toEqual([['arbos arbos-60 unknown'], ['arbos arbos-60 unknown']]);
    const entry = { chain: 'arbitrum-one', arbos: 60, version: '3.11.0' };
    expect(all.map((one) => needs(one, all, [entry]))).toEqual([['arbos arbos-60 yes'], ['arbos arbos-60 unknown']]);
  });

  it('the version that one Nitro node asks for is its own', () => {
    const asks = make('arb-ap', 'arbitrum-nitro', {
      clientVersion: 'nitro/v3.10.0-4bed0c5',
      upgrades: [{ source: 'nitro', upgrade: 'nitro-3.11.0', at, version: '3.11.0' }],
    });
    expect(needs(asks, [asks, silent])).toEqual(['nitro nitro-3.11.0 yes']);
    expect(needs(silent, [asks, silent])).toEqual([]);
  });

  const fork = { source: 'eth_config', upgrade: 'fork-2026-09-26', at } as const;
  const knows = make('eth-a', 'ethereum-execution', { upgrades: [fork], forksUntil: at });
  const missed = make('eth-b', 'ethereum-execution', { upgrades: [], forksUntil: now - 100 * day });
  const mute = make('eth-c', 'ethereum-execution', {});
  const gloas = { source: 'beacon_spec', upgrade: 'gloas', at } as const;
  const beacon = make('beacon-a', 'ethereum-consensus', { upgrades: [gloas], forksUntil: at });

  it('a client that is not configured for a fork that another one knows must be upgraded', () => {
    const all = [knows, missed, mute, beacon];
    expect(needs(knows, all)).toEqual(['eth_config fork-2026-09-26 no']);
    expect(needs(missed, all)).toEqual(['eth_config fork-2026-09-26 yes']);
    expect(needs(mute, all)).toEqual(['eth_config fork-2026-09-26 unknown']);
    expect(needs(beacon, all)).toEqual(['beacon_spec gloas no']);
  });

  it('of a fork that only the other layer tells nothing is claimed', () => {
    expect(needs(missed, [missed, beacon])).toEqual(['beacon_spec gloas unknown']);
  });

  it('a node of another chain or fork, or of which nobody knows yet, warns nobody but itself', () => {
    const elsewhere = make('eth-d', 'ethereum-execution', { ...knows.hints, doubted: true });
    expect(needs(missed, [missed, elsewhere])).toEqual([]);
    expect(needs(elsewhere, [missed, elsewhere])).toEqual(['eth_config fork-2026-09-26 no']);
    const unheard = make('eth-e', 'ethereum-execution', { upgrades: [fork], forksUntil: at });
    delete unheard.hints.doubted;
    expect(needs(missed, [missed, unheard])).toEqual([]);
    unheard.hints.doubted = false;
    expect(needs(missed, [missed, unheard])).toEqual(['eth_config fork-2026-09-26 yes']);
  });

  it('entries of fleet.yaml go by chain and client; who has not said what it is may be meant', () => {
    const geth = make('eth-a', 'ethereum-execution', { clientVersion: 'Geth/v1.16.4-stable-41714b49' });
    const entry = { client: 'geth', version: '1.17.0', before: at };
    expect(needs(geth, [geth], [entry])).toEqual(['fleet geth-1.17.0 yes']);
    expect(needs(mute, [mute], [entry])).toEqual(['fleet geth-1.17.0 unknown']);
    expect(needs(old, [old], [entry])).toEqual(['arbos arbos-60 unknown']);
    expect(needs(silent, [silent], [{ client: 'nitro', version: '3.11.0', before: at }])).toEqual([
      'fleet nitro-3.11.0 unknown',
    ]);
  });

  it('series go when the plan is gone', async () => {
    const registry = createRegistry(['slow']);
    const node = make('arb-eu', 'arbitrum-nitro', { upgrades: [arbos] });
    const watch = watchUpgrades({ upgrades: [] }, [node], registry);
    watch.look(now);
    expect(await registry.render('slow')).toContain(`upgrade="arbos-60"} ${at}`);
    node.hints.upgrades = [];
    watch.look(now);
    expect(await registry.render('slow')).not.toContain('arbos-60');
  });
});
