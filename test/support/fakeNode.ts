/** A bare HTTP endpoint on loopback whose answer a test writes itself, byte by byte if it must. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Handler = (body: string, response: ServerResponse, request: IncomingMessage) => void;

export interface FakeNode {
  readonly url: string;
  readonly requests: string[];
  answer: Handler;
  stop(): Promise<void>;
}

export const startFakeNode = async (answer: Handler): Promise<FakeNode> => {
  const requests: string[] = [];
  const node = { answer };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      requests.push(body || `${request.method} ${request.url}`);
      node.answer(body, response, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A TCP server's address is an AddressInfo, never a pipe name.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    get answer() {
      return node.answer;
    },
    set answer(given: Handler) {
      node.answer = given;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

export interface FakeBlock {
  readonly number: number;
  readonly timestamp: number;
}

export const hashOf = (number: number): string => `0x${number.toString(16).padStart(64, '0')}`;

export const headerOf = ({ number, timestamp }: FakeBlock): Record<string, unknown> => ({
  number: `0x${number.toString(16)}`,
  timestamp: `0x${timestamp.toString(16)}`,
  hash: hashOf(number),
});

/** Answers `eth_chainId` and `eth_getBlockByNumber`; everything else is "method not found". */
export const wellBehaved =
  (chainId: number, head: () => FakeBlock): Handler =>
  (body, response) => {
    const { method, id } = JSON.parse(body) as { method: string; id: number };
    const results: Record<string, unknown> = {
      eth_chainId: `0x${chainId.toString(16)}`,
      eth_getBlockByNumber: headerOf(head()),
    };
    const payload =
      method in results
        ? { jsonrpc: '2.0', id, result: results[method] }
        : {
            jsonrpc: '2.0',
            id,
            error: { code: -32601, message: `the method ${method} does not exist/is not available` },
          };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(payload));
  };
