/**
 * Block hashes as a pure function of (domain, height), where a domain is a chain or a fork of it. The height is mixed
 * into the last six bytes, so that a block can be found by its hash without any table: every node of the fleet knows
 * every block, and memory stays flat.
 */
import { createHash } from 'node:crypto';

const mixedHeight = (digest: Buffer, height: number): Buffer => {
  const bytes = Buffer.alloc(6);
  bytes.writeUIntBE(height, 0, 6);
  return Buffer.from(bytes.map((byte, index) => byte ^ (digest[index] ?? 0)));
};

/** 0x and 64 hex digits. `height` is a whole number from 0 to 2^48 - 1. */
export const hashOf = (domain: string, height: number): string => {
  const digest = createHash('sha256').update(`${domain}/${height}`).digest();
  return `0x${digest.toString('hex', 0, 26)}${mixedHeight(digest, height).toString('hex')}`;
};

/** The height of a hash made by `hashOf` in this domain; undefined for any other. */
export const heightOf = (domain: string, hash: string): number | undefined => {
  if (!/^0x[0-9a-f]{64}$/.test(hash)) return undefined;
  const bytes = Buffer.from(hash.slice(2), 'hex');
  const height = bytes.subarray(26).map((byte, index) => byte ^ (bytes[index] ?? 0));
  const candidate = Buffer.from(height).readUIntBE(0, 6);
  return hashOf(domain, candidate) === hash ? candidate : undefined;
};

/** Any other 32-byte field: roots and the like. */
export const digestOf = (text: string): string => `0x${createHash('sha256').update(text).digest('hex')}`;

export const hex = (value: number): string => `0x${value.toString(16)}`;
