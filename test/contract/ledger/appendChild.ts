/** Appends entries until it is killed, and says which of them are on the disk. */
import { writeSync } from 'node:fs';
import { noFaults } from '../../../alerts/ledger/codes.ts';
import { openLedgerStore } from '../../../alerts/ledger/store.ts';

const store = openLedgerStore(process.argv[2] ?? '');
const begin = Date.UTC(2026, 9, 3) / 1000;
for (let from = store.lastSpan('arb', 'eu')?.to ?? begin; ; from += 60) {
  store.append('2026-10', {
    ...{ v: 1, type: 'span', edge: 'arb', region: 'eu', from, to: from + 60 },
    seconds: { good: 60, bad: 0, halted: 0, unknown: 0 },
    ...{ faults: noFaults(), intervals: [], at: from + 700 },
  });
  // Straight to the descriptor: what a stream still holds would be lost with the process.
  writeSync(1, `${from}\n`);
}
