/** Values that several parts of fleet.yaml are made of. */
import { z } from 'zod';

export const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, { error: 'a name of a-z, 0-9 and -, at most 40 characters' });
export const secretFile = z.string().min(1);
export const url = z.string().min(1);
export const headers = z.record(z.string(), z.string());
export const httpUrl = z.url({ protocol: /^https?$/, error: 'an http:// or https:// URL' });
export const address = z.string().regex(/^0x[0-9a-fA-F]{40}$/, { error: 'a contract address (0x and 40 hex digits)' });
export const targetAddress = z.string().regex(/^[^\s/:]+:\d+$/, { error: 'host:port' });
