/**
 * Checked by `npm run types`, never run: each line that must not compile says so. A type that grows weaker turns one of
 * these into an unused directive, and the build fails.
 */
import { counter, gauge } from '../../collector/catalogue/define.ts';
import { metrics } from '../../collector/catalogue/index.ts';
import { bucketRate, by, increase, rate, sel } from '../../collector/catalogue/promql.ts';
import type { Recorder } from '../../collector/registry/registry.ts';

declare const recorder: Recorder;
const target = { target: 'a', role: 'node', chain: 'c', region: 'r', vantage: 'v' } as const;

// @ts-expect-error a counter ends in _total
counter({ name: 'headwatch_things', help: '', labels: {}, lane: 'fast' });
// @ts-expect-error a gauge does not
gauge({ name: 'headwatch_things_total', help: '', labels: {}, lane: 'fast' });
// @ts-expect-error every name carries the prefix
gauge({ name: 'things', help: '', labels: {}, lane: 'fast' });

recorder.set(metrics.headNumber, target, 1);
// @ts-expect-error a label is missing
recorder.set(metrics.headNumber, { target: 'a', role: 'node', chain: 'c', region: 'r' }, 1);
// @ts-expect-error a label value outside the closed set
recorder.set(metrics.headNumber, { ...target, role: 'server' }, 1);
// @ts-expect-error a label that the metric does not have
recorder.set(metrics.headNumber, { ...target, url: 'http://x' }, 1);
// @ts-expect-error a counter is not set
recorder.set(metrics.edgeSeconds, { ...target, state: 'bad' }, 1);
// @ts-expect-error a gauge is not incremented
recorder.inc(metrics.headNumber, target);

sel(metrics.nodeVerdict, { verdict: ['ok', 'lagging'] });
// @ts-expect-error a verdict that does not exist
sel(metrics.nodeVerdict, { verdict: 'fine' });
// @ts-expect-error a label that does not exist
sel(metrics.nodeVerdict, { node: 'a' });
// @ts-expect-error the rate of a gauge
rate(metrics.headNumber);
// @ts-expect-error the increase of a gauge
increase(metrics.headNumber, {}, 60);
// @ts-expect-error buckets of a counter
bucketRate(metrics.rpcRequests);
// @ts-expect-error grouping by a label that the metric does not have
by(metrics.edgeSeconds, 'node');
