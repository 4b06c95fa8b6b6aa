/**
 * The whole way of the service level: samples in a real Prometheus's store, the ledger job, the report, the raw export
 * and what comes out of it, held against brute force. `npm run -s bench -- sla` does the same with a month.
 */
import { expect, test } from 'vitest';
import { slaBench } from '../../bench/sla.ts';

test('three busy hours in three regions: every second is where it belongs', { timeout: 180_000 }, async () => {
  const said: string[] = [];
  const options = { hours: 3, pace: 8, seed: 7, keep: false, exports: true };
  const found = await slaBench(options, (line) => said.push(line));
  // The lines name what is wrong, and where.
  expect(said.filter((line) => /WRONG|FAR/.test(line))).toEqual([]);
  expect(found).toMatchObject({
    total_error_s: 0,
    step_s: 1,
    regions: 3,
    regions_unsettled: 0,
    from_export_same: true,
    verified: true,
  });
  expect(found.max_edge_error_s).toBeLessThanOrEqual(1);
  expect(found.intervals).toBeGreaterThan(40);
  expect(found.bad_s).toBeGreaterThan(600);
});

/** What `--profile scale` promises: the ledger job, the report, its export and `--verify` with the other store behind them. */
test('a busy hour comes out the same from VictoriaMetrics', { timeout: 120_000 }, async () => {
  const said: string[] = [];
  const options = { hours: 1, pace: 8, seed: 11, keep: false, exports: true, victoriaMetrics: true } as const;
  const found = await slaBench(options, (line) => said.push(line));
  expect(said.filter((line) => /WRONG|FAR/.test(line))).toEqual([]);
  expect(found).toMatchObject({
    total_error_s: 0,
    regions: 3,
    regions_unsettled: 0,
    from_export_same: true,
    verified: true,
  });
  expect(found.bad_s).toBeGreaterThan(100);
});
