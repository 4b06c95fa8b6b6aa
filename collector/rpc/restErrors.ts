/**
 * What the words of a refused GET say of the Beacon API. Clients differ in status where they mean the same, so that the
 * words must tell: that a route does not exist, and that a blob is not held.
 */
import type { FailureReason } from '../catalogue/labels.ts';
import { isRecord } from './parse.ts';

/**
 * Prysm `404 page not found`, Lighthouse `{"code":404,"message":"NOT_FOUND"}`, Teku `Not found`, Lodestar
 * `Route GET:/… not found`. What is looked for and not there is named: `Block not found`, `NOT_FOUND: beacon block …`.
 */
const noRoute = /^(\d+ )?(page )?not[ _]found$|^route .* not found$|^(endpoint|cannot get) |^$/i;

/**
 * Since Fusaka a node that does not keep enough data columns refuses: Prysm with 404 ("does not custody enough data
 * columns to reconstruct blobs"), Lighthouse 8.0 with 500 and later 400 ("Insufficient data columns to reconstruct
 * blobs"), Lodestar with 500 ("Must custody all 128 data columns to be able to serve blobs"). Asked over the older
 * route: "blobs are not supported after fulu fork".
 */
const notHeld =
  /data columns|reconstruct blobs|not supported after fulu|no blobs? (with|found)|blobs? (is|are) pruned/i;

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

const wordsOf = (body: string): string => {
  const value = parsed(body);
  if (!isRecord(value)) return body.trim();
  const { message, title } = value;
  if (typeof message === 'string') return message.trim();
  return typeof title === 'string' ? title.trim() : 'something else';
};

/** undefined: the status alone has said it. */
export const reasonOfRest = (status: number, body: string): FailureReason | undefined => {
  const words = wordsOf(body);
  if (status >= 400 && notHeld.test(words)) return 'blob_missing';
  if ((status === 404 || status === 405 || status === 501) && noRoute.test(words)) return 'rpc_unsupported';
  return undefined;
};
