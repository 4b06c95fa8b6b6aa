/** Solidity's ABI as far as the simulated contracts need it: words of 32 bytes, in hex without 0x. */

export const uint = (value: number | bigint): string => value.toString(16).padStart(64, '0');

/** An address, or any shorter hex value, padded on the left. */
export const address = (value: string): string => value.replace(/^0x/, '').toLowerCase().padStart(64, '0');

export const bool = (value: boolean): string => uint(value ? 1 : 0);

/** A 32-byte value as it is. */
export const bytes32 = (value: string): string => value.replace(/^0x/, '');

/** A dynamic string that is the only one of its kind: offset, length, bytes. */
export const text = (value: string, head = 1): string => {
  const bytes = Buffer.from(value, 'utf8');
  const padded = Buffer.alloc(Math.ceil(bytes.length / 32) * 32);
  bytes.copy(padded);
  return uint(head * 32) + uint(bytes.length) + padded.toString('hex');
};

export const joined = (...words: readonly string[]): string => `0x${words.join('')}`;
