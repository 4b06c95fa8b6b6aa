import { describe, expect, it } from 'vitest';
import { metrics } from '../../../collector/catalogue/index.ts';
import { nodeMetricsProbe } from '../../../exporters/nodeMetrics/scrape.ts';
import { hintRow, row } from '../../../exporters/nodeMetrics/table.ts';
import { probing } from './support/probing.ts';

/** Any gauge, any counter and any gauge with a label of its own will do. */
const table = {
  plain: row(metrics.syncing, ['new_name', 'old_name']),
  labelled: row(metrics.peers, 'peers', { labels: { layer: 'execution' } }),
  quick: row(metrics.syncDistance, 'took', { where: { quantile: '0.5' }, scale: 1e-9 }),
  none: row(metrics.chainId, 'head_finalized', { zeroIsAbsent: true }),
  grown: row(metrics.headRegressions, 'reorgs'),
  hint: hintRow('seen'),
};

const scraped = async (...pages: (string | undefined)[]) => {
  const readings: unknown[] = [];
  const probe = nodeMetricsProbe(table, (_context, read) => readings.push(read));
  const node = probing(probe);
  for (const page of pages) await node.run({ page });
  return { ...node, readings };
};

describe("a node's own metrics", () => {
  it('come under our names, in our units, under whichever name the version has', async () => {
    const node = await scraped(
      'old_name 1\npeers{client="a"} 3\npeers{client="b"} 4\ntook {quantile="0.5"} 182000\nseen 9',
    );
    expect(node.values()).toEqual({
      headwatch_syncing: 1,
      'headwatch_peers{layer="execution"}': 7,
      headwatch_consensus_sync_distance_slots: 0.000182,
      headwatch_node_restarts_total: 0,
    });
    expect(node.readings).toEqual([{ plain: 1, labelled: 7, quick: expect.closeTo(0.000182), hint: 9 }]);
  });

  it('are absent where the page does not have them, and where it means "none yet"', async () => {
    const node = await scraped('new_name 5\nhead_finalized 7', 'head_finalized 0\nseen 1');
    expect(node.values()).toEqual({ headwatch_node_restarts_total: 0 });
  });

  it('disappear when the page does not come, which is told with its reason', async () => {
    const node = await scraped('new_name 5\nreorgs 3', undefined);
    expect(node.values()).toEqual({ headwatch_head_regressions_total: 0, headwatch_node_restarts_total: 0 });
    expect(node.last()).toMatchObject({ ok: false, reason: 'refused' });
  });

  it('a page of something else is not a page of metrics', async () => {
    const node = await scraped('<html>login</html>');
    expect(node.last()).toMatchObject({ ok: false, reason: 'bad_shape' });
  });

  it('counters of theirs that restart go on as ours; what was before us is not counted', async () => {
    const node = await scraped('reorgs 40', 'reorgs 43', undefined, 'reorgs 44', 'reorgs 2');
    expect(node.values()).toEqual({ headwatch_head_regressions_total: 6, headwatch_node_restarts_total: 1 });
  });
});
