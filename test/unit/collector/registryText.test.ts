/** What the registry's own text promises: the format, pieces that leave room for other work, and one instant. */
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { metrics } from '../../../collector/catalogue/index.ts';
import { createRegistry } from '../../../collector/registry/registry.ts';

const labels = (target: string) => ({ target, role: 'node', chain: 'c', region: 'eu', vantage: 'eu' }) as const;

/** However quick the machine is: each look at the clock is half a millisecond after the one before. */
const slowClock = (): void => {
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => {
    now += 0.5;
    return now;
  });
  onTestFinished(() => void vi.restoreAllMocks());
};

describe('the text of a lane', () => {
  it('has no gauge that nobody has set, with labels or without', async () => {
    const registry = createRegistry(['slow']);
    const values = async (): Promise<readonly string[]> =>
      (await registry.render('slow')).split('\n').filter((line) => /^headwatch_cloudflare_token_/.test(line));
    expect(await values()).toEqual([]);
    registry.set(metrics.cfTokenValid, {}, 1);
    expect(await values()).toEqual(['headwatch_cloudflare_token_valid 1']);
    registry.clear(metrics.cfTokenValid, {});
    expect(await values()).toEqual([]);
  });

  it('is, line by line, what prom-client itself makes of the same series', async () => {
    const ours = createRegistry(['fast', 'slow']);
    const theirs = new Registry();
    const config = <D extends { name: string; help: string; labels: object }>({ name, help, labels: all }: D) => ({
      name,
      help,
      labelNames: Object.keys(all),
      registers: [theirs],
    });
    const gauge = new Gauge(config(metrics.headLagSeconds));
    const counter = new Counter(config(metrics.rpcRequests));
    const histogram = new Histogram({
      ...config(metrics.rpcDuration),
      buckets: [...(metrics.rpcDuration.buckets ?? [])],
    });
    // A second round: labels whose text is kept must tell the new value, and odd characters must stay escaped.
    for (const value of [0.25, 1e-7]) {
      for (const target of ['n1', 'quote " back \\ line \n end']) {
        const about = labels(target);
        ours.set(metrics.headLagSeconds, about, value);
        gauge.set(about, value);
        ours.inc(metrics.rpcRequests, { ...about, method: 'm', outcome: 'ok' }, 2);
        counter.inc({ ...about, method: 'm', outcome: 'ok' }, 2);
        ours.observe(metrics.rpcDuration, { ...about, method: 'm' }, value);
        histogram.observe({ ...about, method: 'm' }, value);
      }
      const lines = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '');
      const made = new Set([...lines(await ours.render('fast')), ...lines(await ours.render('slow'))]);
      expect(lines(await theirs.metrics()).filter((line) => !made.has(line))).toEqual([]);
    }
  });

  it('comes in pieces at a large fleet, with other work between them, and all values are of the first instant', async () => {
    const registry = createRegistry(['fast', 'slow']);
    const names = Array.from({ length: 10_000 }, (_, index) => `n${index}`);
    const round = (): void => {
      for (const name of names) {
        registry.inc(metrics.edgeSeconds, { ...labels(name), state: 'good' });
        registry.set(metrics.headNumber, labels(name), 1);
      }
    };
    round();
    slowClock();
    let turns = 0;
    let text = '';
    for await (const piece of registry.pieces('fast')) {
      text += piece;
      setImmediate(() => {
        turns += 1;
        if (turns < 3) round();
      });
    }
    expect(turns).toBeGreaterThanOrEqual(2);
    const worth = [...text.matchAll(/^headwatch_edge_seconds_total\{.*\} (\d+)$/gm)].map(([, value]) => value);
    expect(worth.length).toBe(10_000);
    expect(new Set(worth)).toEqual(new Set(['1']));
  });

  it('forgets what is cleared, histograms included', async () => {
    const registry = createRegistry(['fast', 'slow']);
    registry.observe(metrics.rpcDuration, { ...labels('n1'), method: 'm' }, 1);
    registry.set(metrics.headNumber, labels('n1'), 1);
    registry.clear(metrics.rpcDuration, { ...labels('n1'), method: 'm' });
    registry.clear(metrics.headNumber, labels('n1'));
    expect(await registry.render('slow')).not.toContain('n1');
    expect(await registry.render('fast')).not.toContain('n1');
    registry.set(metrics.headNumber, labels('n1'), 2);
    expect(await registry.render('fast')).toMatch(/^headwatch_head_number\{target="n1",.*\} 2$/m);
  });

  it('a gauge of one instant stays as it was taken, and a counter never goes back', async () => {
    const registry = createRegistry(['fast', 'slow']);
    const about = { ...labels('n1'), method: 'm', outcome: 'ok' } as const;
    registry.inc(metrics.rpcRequests, about, 2);
    for (const no of [-1, Number.NaN, Number.POSITIVE_INFINITY])
      for (const each of [about, { ...about, method: 'never seen' }])
        expect(() => registry.inc(metrics.rpcRequests, each, no)).toThrow();
    expect(await registry.render('slow')).toMatch(/^headwatch_rpc_requests_total\{.*\} 2$/m);
    const names = Array.from({ length: 20_000 }, (_, index) => `n${index}`);
    const round = (value: number): void => {
      for (const name of names) registry.set(metrics.headNumber, labels(name), value);
    };
    round(1);
    slowClock();
    let text = '';
    for await (const piece of registry.pieces('fast')) {
      if (piece.includes('headwatch_head_number')) setImmediate(() => round(2));
      text += piece;
    }
    const values = [...text.matchAll(/^headwatch_head_number\{.*\} (\d+)$/gm)].map(([, value]) => value);
    expect(values.length).toBe(20_000);
    expect(new Set(values)).toEqual(new Set(['1']));
  });
});
