import { describe, expect, it } from 'vitest';
import { noiseNames, noises } from '../../../demo/drill/soak/noises.ts';
import { planSoak } from '../../../demo/drill/soak/plan.ts';
import { soakLines, soakResult } from '../../../demo/drill/soak/result.ts';
import type { Entry } from '../../../demo/standins/types.ts';

const halfAnHour = planSoak(1800, 1);
const touched = ({ does, pauses = [] }: (typeof halfAnHour)[number]): readonly string[] => [
  ...does.map(({ target }) => target),
  ...pauses,
];

describe('the plan of a soak', () => {
  it('is the same for a seed and another for another', () => {
    expect(planSoak(1800, 1)).toEqual(halfAnHour);
    expect(planSoak(1800, 2)).not.toEqual(halfAnHour);
  });

  it('has every noise several times, over before the end', () => {
    for (const name of noiseNames) {
      expect(halfAnHour.filter(({ noise }) => noise === name).length, name).toBeGreaterThanOrEqual(5);
    }
    expect(Math.max(...halfAnHour.map(({ at, seconds }) => at + seconds))).toBeLessThanOrEqual(1800);
    expect(planSoak(120, 1).length).toBeGreaterThan(5);
  });

  it('hits nobody twice at once, and leaves twenty seconds between', () => {
    const last = new Map<string, number>();
    for (const each of halfAnHour) {
      for (const target of touched(each)) {
        expect(each.at, target).toBeGreaterThanOrEqual(last.get(target) ?? 0);
        last.set(target, each.at + each.seconds + 20);
      }
    }
  });

  it('takes the members of a region less than twenty seconds in a minute', () => {
    const tunnels = halfAnHour.filter(({ noise }) => noise === 'tunnel_reconnect');
    for (const [index, { at }] of tunnels.entries()) {
      const before = tunnels[index - 1];
      if (before) expect(at - before.at).toBeGreaterThan(60 + before.seconds);
    }
    expect(noises.tunnel_reconnect.draw(() => 0).seconds).toBe(6);
  });
});

describe('what a soak says', () => {
  const startedAt = 1_000_000;
  const entry: Entry = {
    seq: 1,
    at: startedAt + 100_000,
    method: 'POST',
    path: '/',
    status: 200,
    accepted: true,
    reason: null,
    sink: 'discord',
    facts: {
      action: 'create',
      by: 'webhook',
      messageId: 'm1',
      threadId: null,
      content: '',
      title: '🟠 WARN · arb · eu · NODE UNREACHABLE',
      description: '',
      fields: [],
      footer: '',
      color: null,
      embeds: 1,
      buttons: [],
      controls: [],
      pings: [],
    },
  };
  const plan = [
    { noise: 'tunnel_reconnect', at: 92, seconds: 6, does: [{ target: 'arb-eu', mode: 'hang' }] },
    { noise: 'control_fails', at: 5, seconds: 3, does: [{ target: 'control-1', mode: 'http_502' }] },
  ] as const;
  const cost = { regions: [{ edge: 'arb', region: 'eu', bad: 7, true: 6.2, unknown: 2, intervals: 1 }] };
  const soaked = { seconds: 1800, seed: 7, plan, startedAt, cost };

  it('is well when nothing came, and counts the seconds', () => {
    expect(soakResult({ ...soaked, log: [] })).toMatchObject({
      ...{ false_pages: 0, false_cards: 0, cards: [], pages: [], ok: true, seed: 7, soak_s: 1800 },
      ...{ sla_bad_s: 7, sla_true_s: 6.2, unknown_s: 2 },
      noises: { tunnel_reconnect: 1, control_fails: 1, jitter: 0 },
    });
  });

  it('names a card that nobody owed, with the noise that it may be due to', () => {
    const result = soakResult({ ...soaked, log: [entry] });
    expect(result).toMatchObject({ false_cards: 1, ok: false });
    expect(result.cards).toEqual([
      { at_s: 100, title: '🟠 WARN · arb · eu · NODE UNREACHABLE', during: ['tunnel_reconnect arb-eu at 92 s'] },
    ]);
    expect(soakLines(result).join('\n')).toContain('false card after 100 s: 🟠 WARN · arb · eu · NODE UNREACHABLE');
  });

  it('is not well when the seconds could not be read back', () => {
    expect(soakResult({ ...soaked, cost: undefined, log: [] })).toMatchObject({ ok: false, sla_bad_s: null });
  });
});
