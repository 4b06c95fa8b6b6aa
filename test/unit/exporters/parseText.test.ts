import { describe, expect, it } from 'vitest';
import { parseMetricsText } from '../../../exporters/nodeMetrics/parseText.ts';

const read = (text: string, ...names: string[]) => parseMetricsText(text, new Set(names));

describe('a page of metrics', () => {
  it('is read as Nitro writes it: no HELP, a space before the braces, counters as gauges, no _sum', () => {
    const page = `# TYPE arb_feed_sources_connected gauge
arb_feed_sources_connected 1

# TYPE chain_info gauge
chain_info {chain_id="42161"} 1

# TYPE rpc_duration_all_count counter
rpc_duration_all_count 9182

# TYPE rpc_duration_all summary
rpc_duration_all {quantile="0.5"} 182000
rpc_duration_all {quantile="0.99"} 9.1e+06
`;
    const samples = read(page, 'arb_feed_sources_connected', 'rpc_duration_all', 'chain_info');
    expect(samples?.get('arb_feed_sources_connected')).toEqual([{ labels: {}, value: 1 }]);
    expect(samples?.get('chain_info')).toEqual([{ labels: { chain_id: '42161' }, value: 1 }]);
    expect(samples?.get('rpc_duration_all')).toEqual([
      { labels: { quantile: '0.5' }, value: 182_000 },
      { labels: { quantile: '0.99' }, value: 9_100_000 },
    ]);
    expect(samples?.has('rpc_duration_all_count')).toBe(false);
  });

  it('is read to the letter of the format: escapes, several labels, a trailing comma, time stamps, line ends', () => {
    const page = '# HELP x A "thing"\r\nx{a="q\\"u\\\\o\\nte",b="}{",} 1.5 1778722230000\r\ny{} -2\r\nz\t.5\r\n';
    const samples = read(page, 'x', 'y', 'z');
    expect(samples?.get('x')).toEqual([{ labels: { a: 'q"u\\o\nte', b: '}{' }, value: 1.5 }]);
    expect(samples?.get('y')).toEqual([{ labels: {}, value: -2 }]);
    expect(samples?.get('z')).toEqual([{ labels: {}, value: 0.5 }]);
  });

  it('holds no number where the client has none, and skips lines that are none', () => {
    const samples = read('a NaN\nb +Inf\nc 1 2 3\nd{x="1" 5\ne five\nf 7', 'a', 'b', 'c', 'd', 'e', 'f');
    expect([...(samples?.keys() ?? [])]).toEqual(['f']);
  });

  it.each([
    ['', 'nothing'],
    ['<html><body>login 1</body></html>', 'a web page'],
    ['{"jsonrpc":"2.0","id":1}', 'JSON'],
    ['Too many requests', 'prose'],
  ])('is not a page of metrics: %j (%s)', (text) => {
    expect(read(text, 'requests', 'many')).toBeUndefined();
  });

  it('reads a megabyte of unwanted lines in a moment', () => {
    const page = `${'some_other_metric{label="value"} 12345\n'.repeat(27_000)}wanted 1\n`;
    const began = performance.now();
    expect(read(page, 'wanted')?.get('wanted')).toEqual([{ labels: {}, value: 1 }]);
    expect(performance.now() - began).toBeLessThan(250);
  });
});
