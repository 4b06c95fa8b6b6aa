/**
 * The shape of an answer: every value replaced by the name of its kind, so that a recorded answer and a simulated one
 * can be compared whole: the same keys, the same types, hex where hex was, numbers where numbers were.
 */
export type Shape = string | readonly Shape[] | { readonly [key: string]: Shape };

const kindOfText = (text: string): string => {
  if (/^0x(0|[1-9a-f][0-9a-f]{0,15})$/.test(text)) return 'quantity';
  if (/^0x[0-9a-f]{16}$/.test(text)) return 'bytes8';
  if (/^0x[0-9a-f]{40}$/.test(text)) return 'address';
  if (/^0x[0-9a-f]{64}$/.test(text)) return 'bytes32';
  if (/^0x[0-9a-f]*$/.test(text)) return `bytes${(text.length - 2) / 2}`;
  return /^\d+$/.test(text) ? 'decimal text' : 'text';
};

/** Lists keep the shape of their first item alone: lengths vary. */
export const shapeOf = (value: unknown): Shape => {
  if (typeof value === 'string') return kindOfText(value);
  if (Array.isArray(value)) return value.length === 0 ? [] : [shapeOf(value[0])];
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]));
};
