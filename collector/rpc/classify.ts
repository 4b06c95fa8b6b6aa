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

/**
 * Cloudflare speaks for itself with 520–530 and with its own 403 and 5xx pages, which carry `server: cloudflare` and
 * are HTML (developers.cloudflare.com, 5xx errors). That is the edge failing, not the node.
 */
export const reasonOfStatus = (status: number, server: string, contentType: string): FailureReason | undefined => {
  if (status === 200) return undefined;
  if (status === 429) return 'http_429';
  const html = contentType.startsWith('text/html');
  if ((status >= 520 && status <= 530) || (server === 'cloudflare' && html)) return 'edge_error';
  if (status >= 500) return 'http_5xx';
  if (status >= 400) return 'http_4xx';
  return 'http_other';
};

/** JSON-RPC 2.0: -32601 is "method not found": the node is well, it just does not offer the method. */
export const reasonOfRpcError = (code: unknown): FailureReason => (code === -32601 ? 'rpc_unsupported' : 'rpc_error');
