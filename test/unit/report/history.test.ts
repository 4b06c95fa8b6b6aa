import { expect, test } from 'vitest';
import { maintenanceTable } from '../../../alerts/ledger/report/historySection.ts';
import type { ReportedMaintenance } from '../../../alerts/ledger/report/model.ts';

const from = Date.UTC(2026, 9, 20, 6) / 1000;
const window: ReportedMaintenance = {
  about: 'Arbitrum RPC',
  regions: [],
  from,
  to: from + 3600,
  ended: from + 3600,
  reason: 'new load balancer',
  author: 'mike',
  announcedAt: from - 3 * 86_400,
  counts: true,
  memberBadSeconds: 0,
};

const lastRow = (ended: number): string =>
  maintenanceTable([{ ...window, ended }])
    .trimEnd()
    .split('\n')
    .at(-1) ?? '';

test('a window that was called off leaves nothing out of any figure, and is listed all the same', () => {
  expect(lastRow(window.to)).toContain('| yes | 0 s |');
  expect(lastRow(from)).toMatch(/called off .* \| – \| 0 s \|$/);
});
