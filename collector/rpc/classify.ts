/** Turns what the network and HTTP say into the closed reasons of the catalogue. */
import type { FailureReason } from '../catalogue/labels.ts';

const byCode: Readonly<Record<string, FailureReason>> = {
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'refused',
  ENETUNREACH: 'refused',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'reset',
  UND_ERR_DESTROYED: 'reset',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'truncated',
  HPE_INVALID_EOF_STATE: 'truncated',
};

const codeOf = (error: unknown): string | undefined => {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'cause' in error ? codeOf(error.cause) : undefined;
};

/**
 * @param started whether the response had begun: a connection that dies then has cut its answer off
 */
export const reasonOfError = (error: unknown, started: boolean): FailureReason => {
  if (typeof error === 'object' && error !== null && 'errors' in error && Array.isArray(error.errors)) {
    // Happy Eyeballs reports one error an address; the first names the matter.
    return reasonOfError(error.errors[0], started);
  }
  const code = codeOf(error) ?? '';
  if (code.startsWith('ERR_TLS') || code.startsWith('CERT_') || code.includes('SELF_SIGNED') || code.includes('SSL')) {
    return 'tls';
  }
  if (code.startsWith('HPE_')) return started ? 'truncated' : 'not_json';
  const reason = byCode[code] ?? 'reset';
  return started && reason === 'reset' ? 'truncated' : reason;
};

/** The headers of an answer that tell who speaks, in lower case; empty where there is none. */
export interface SpeakerHeaders {
  readonly server: string;
  readonly contentType: string;
  /** `cf-mitigated`: Cloudflare sets it to `challenge` on every challenge page. */
  readonly mitigated: string;
}

/**
 * What a status other than 200 says. Cloudflare speaks for itself with 520–530, with HTML pages of its own that carry
 * `server: cloudflare`, and with challenges (developers.cloudflare.com: 5xx errors, 1xxx errors, detect a challenge
 * page). Then it is the edge that fails, not the node. Its rate limit, error 1015, comes as a 429. A body is not read:
 * the headers must tell.
 */
export const reasonOfStatus = (
  status: number,
  { server, contentType, mitigated }: SpeakerHeaders,
): FailureReason | undefined => {
  if (status === 200) return undefined;
  if (status === 429) return 'http_429';
  const ownPage = server === 'cloudflare' && contentType.startsWith('text/html');
  const challenged = (status === 403 || status === 503) && mitigated === 'challenge';
  if (challenged || (status === 403 && ownPage)) return 'edge_challenge';
  if (status === 401 || status === 403) return 'http_forbidden';
  if ((status >= 520 && status <= 530) || ownPage) return 'edge_error';
  if (status >= 500) return 'http_5xx';
  if (status >= 400) return 'http_4xx';
  return 'http_other';
};

/**
 * Words of errors that say more than their code, -32000 or -32001: Nitro's own (execution/gethexec/forwarder.go of v3.10),
 * and what geth, Nitro and reth say of a tag that has no block yet (eth/api_backend.go, rpc-eth-types). Nethermind says
 * of a namespace that is switched off -32600, which is any invalid request (ModuleResolution.Disabled), Besu of its pool
 * -32002, which is an unavailable resource (TX_POOL_DISABLED).
 */
const byWords: readonly (readonly [words: string, reason: FailureReason])[] = [
  ['safe block not found', 'block_unknown'],
  ['finalized block not found', 'block_unknown'],
  ['block not found: ', 'block_unknown'],
  ['sequencer temporarily not available', 'sequencer_unavailable'],
  ['publishing transactions not supported by this endpoint', 'rpc_unsupported'],
  ['is found but the namespace', 'rpc_unsupported'],
  ['Transaction pool not enabled', 'rpc_unsupported'],
];

/**
 * JSON-RPC 2.0: -32601 is "method not found": the node is well, it just does not offer the method, and so it is with
 * -32604, "method not enabled" (Besu); -39001 is "unknown block" (Besu). Of a message only known words are looked for;
 * none of it goes further.
 */
export const reasonOfRpcError = (code: unknown, message?: unknown): FailureReason => {
  if (code === -32601 || code === -32604) return 'rpc_unsupported';
  if (code === -39001) return 'block_unknown';
  const known = typeof message === 'string' && byWords.find(([words]) => message.includes(words));
  return known ? known[1] : 'rpc_error';
};
