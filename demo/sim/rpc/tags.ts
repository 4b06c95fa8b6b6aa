/** Block tags and numbers of JSON-RPC, as a source shows them. */
import type { View } from '../chain/view.ts';

/** undefined for what is neither a tag nor a hex number. */
export const heightOfTag = (tag: unknown, view: View): number | undefined => {
  if (tag === 'latest' || tag === 'pending') return view.head;
  if (tag === 'safe') return view.safe;
  if (tag === 'finalized') return view.finalized;
  if (tag === 'earliest') return 0;
  if (typeof tag === 'string' && /^0x[0-9a-f]{1,13}$/i.test(tag)) return Number.parseInt(tag, 16);
  return undefined;
};
