import { metrics } from '../../collector/catalogue/index.ts';
import type { NitroBlock, SlowProbe } from '../../collector/probe/api.ts';
import { hexNumber } from '../../collector/rpc/parse.ts';
import { headersOf } from '../evmHeaders.ts';

/**
 * What a Nitro header carries beyond others. `mixHash` is sendCount, l1BlockNumber and the ArbOS format version, eight
 * bytes each, and flags; the first two are fields of their own as well. Undefined for a header of another kind (a block
 * from before Nitro, another client).
 */
export const readNitroBlock = (header: Readonly<Record<string, unknown>>): NitroBlock | undefined => {
  const l1BlockNumber = hexNumber(header.l1BlockNumber);
  const sendCount = hexNumber(header.sendCount);
  const { mixHash } = header;
  if (l1BlockNumber === undefined || sendCount === undefined) return undefined;
  if (typeof mixHash !== 'string' || !/^0x[0-9a-fA-F]{64}$/.test(mixHash)) return undefined;
  const word = (index: number): number => Number.parseInt(mixHash.slice(2 + 16 * index, 18 + 16 * index), 16);
  const arbosFormat = word(2);
  // The two say the same, or it is not Nitro's mixHash but some other hash.
  return word(0) === sendCount && word(1) === l1BlockNumber ? { l1BlockNumber, sendCount, arbosFormat } : undefined;
};

/** Reads the header that the light question has been answered with: no call of its own. */
export const blockExtrasProbe: SlowProbe = {
  name: 'block_extras',
  // At the start the first header may not be there yet.
  everySeconds: 5,
  run: async ({ ask, record, labels, hints }) => {
    delete hints.nitroBlock;
    const header = headersOf(ask).last();
    const block = header && readNitroBlock(header);
    if (!block) return;
    hints.nitroBlock = block;
    record.set(metrics.nitroArbosFormat, labels, block.arbosFormat);
  },
};
