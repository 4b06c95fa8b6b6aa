import type { FailureReason } from '../../collector/catalogue/labels.ts';

/** What a closed reason means to the person at the other end. */
export const reasonWords: Readonly<Record<FailureReason, string>> = {
  timeout: 'no answer in time',
  refused: 'connection refused',
  reset: 'connection lost',
  dns: 'the host name does not resolve',
  tls: 'no valid certificate',
  http_4xx: 'refused with an HTTP 4xx',
  http_5xx: 'an HTTP 5xx',
  http_429: 'too many requests, HTTP 429',
  http_other: 'an unexpected HTTP status',
  http_forbidden: 'HTTP 401 or 403',
  edge_error: "an error page of the edge network's own",
  edge_challenge: 'a challenge page for browsers',
  too_large: 'an answer far too large',
  truncated: 'an answer that was cut off',
  not_json: 'an answer that is no JSON',
  bad_shape: 'an answer of the wrong shape',
  rpc_error: 'a JSON-RPC error',
  rpc_unsupported: 'a method that is not offered',
  block_unknown: 'a block that it does not know',
  null_result: 'an empty answer',
  future_block: 'a block from the future',
  wrong_chain: 'another chain',
  regressed: 'a head lower than before',
  inconsistent: 'backends that disagree',
  l1_missing: 'a head without its L1 block number',
  logs_differ: 'logs that others do not have',
  out_of_range: 'a value out of its range',
  contract_differs: 'another contract address',
  blob_missing: 'a blob that is gone',
  sequencer_unavailable: 'a sequencer that cannot be reached',
  silent: 'a subscription without heads',
  cancelled: 'cancelled',
};

/** The connection itself failed: the fault may be anywhere between here and there. */
export const isNetwork = (reason: FailureReason): boolean =>
  ['timeout', 'refused', 'reset', 'dns', 'tls', 'truncated'].includes(reason);
