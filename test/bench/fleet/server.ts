/**
 * Every node of every chain in one process: POST /CHAIN/TARGET. Each answer waits for a while, and each header tells in
 * `extraData` how long its own question was here, so that whoever asked knows what its own process has added. Prints its
 * port. Each line that it reads asks for what was counted since the last one.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { countCalls } from './calls.ts';
import { idOfChain, kindOfChain } from './fleetFile.ts';

/** Milliseconds from a question to its answer, at least. */
const delay = 10;
const blockTime = 2;

const hex = (number: number): string => `0x${number.toString(16)}`;
const hashOf = (chain: number, number: number): string =>
  `0x${chain.toString(16).padStart(16, '0')}${number.toString(16).padStart(48, '0')}`;
const bloom = `0x${'0'.repeat(512)}`;
const zero = `0x${'0'.repeat(64)}`;

/** Hashes of the transactions of a block: what makes a header large. */
const transactions: Readonly<Record<string, number>> = { evm: 20, 'arbitrum-nitro': 5, 'ethereum-execution': 150 };
const listOf = (kind: string): string =>
  JSON.stringify(Array.from({ length: transactions[kind] ?? 0 }, (_, index) => hashOf(index, 1)));
const lists = new Map(Object.keys(transactions).map((kind) => [kind, listOf(kind)]));

const header = (chain: number, number: number, dwelled: () => number): string => {
  const kind = kindOfChain(chain);
  const nitro =
    kind === 'arbitrum-nitro' ? `,"l1BlockNumber":"0x17f0d70","sendCount":"0x2c9a1","sendRoot":"${zero}"` : '';
  return (
    `{"number":"${hex(number)}","hash":"${hashOf(chain, number)}","parentHash":"${hashOf(chain, number - 1)}",` +
    `"timestamp":"${hex(number * blockTime)}","baseFeePerGas":"0x1312d00","difficulty":"0x1","gasLimit":"0x1c9c380",` +
    `"gasUsed":"0xf1a3c0","logsBloom":"${bloom}","miner":"0x${'a'.repeat(40)}","mixHash":"${zero}","nonce":"0x0000000000000000",` +
    `"receiptsRoot":"${zero}","sha3Uncles":"${zero}","size":"0x6b1","stateRoot":"${zero}","transactionsRoot":"${zero}",` +
    `"uncles":[]${nitro},"transactions":${lists.get(kind)},"extraData":"${hex(dwelled())}"}`
  );
};

const numberOf = (tag: unknown): number => {
  const head = Math.floor(Date.now() / 1000 / blockTime);
  if (tag === 'latest') return head;
  if (tag === 'safe') return head - 32;
  if (tag === 'finalized') return head - 64;
  return Number.parseInt(String(tag), 16);
};

const plain: Readonly<Record<string, string>> = {
  eth_syncing: 'false',
  net_peerCount: '"0x32"',
  eth_getLogs: '[]',
  eth_gasPrice: '"0x989680"',
  txpool_status: '{"pending":"0x1a2b","queued":"0x3f1"}',
  eth_blobBaseFee: '"0x1"',
  arb_checkPublisherHealth: 'null',
  arb_maintenanceStatus: '{"isRunning":false}',
};
const versions: Readonly<Record<string, string>> = {
  evm: '"Geth/v1.16.4-stable-41714b49/linux-amd64/go1.24.7"',
  'arbitrum-nitro': '"nitro/v3.10.0-0000000/linux-amd64/go1.25.9"',
  'ethereum-execution': '"Geth/v1.16.4-stable-41714b49/linux-amd64/go1.24.7"',
};
const notThere = '"error":{"code":-32601,"message":"the method does not exist/is not available"}';

const calls = countCalls();

const answer = (path: string, body: string, dwelled: () => number): string => {
  // Only our own collector asks here.
  const { method, params } = JSON.parse(body) as { method: string; params: readonly unknown[] };
  calls.add(path, method);
  const chain = Number(path.split('/', 2)[1]);
  const kind = kindOfChain(chain);
  if (method === 'eth_getBlockByNumber') return `"result":${header(chain, numberOf(params[0]), dwelled)}`;
  if (method === 'eth_getBlockByHash')
    return `"result":${header(chain, Number.parseInt(String(params[0]).slice(18), 16), dwelled)}`;
  if (method === 'eth_chainId') return `"result":"${hex(idOfChain(chain))}"`;
  if (method === 'web3_clientVersion') return `"result":${versions[kind]}`;
  const known = plain[method];
  return known === undefined || (method.startsWith('arb_') && kind !== 'arbitrum-nitro')
    ? notThere
    : `"result":${known}`;
};

const server = createServer((request, response) => {
  const arrived = process.hrtime.bigint();
  const dwelled = (): number => Number(process.hrtime.bigint() - arrived);
  const { url = '' } = request;
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk: string) => {
    body += chunk;
  });
  request.on('end', () =>
    setTimeout(() => {
      response.setHeader('content-type', 'application/json');
      response.end(`{"jsonrpc":"2.0","id":1,${answer(url, body, dwelled)}}`);
    }, delay),
  );
});
server.keepAliveTimeout = 120_000;
// A TCP server's address is an AddressInfo, never a pipe name.
server.listen(0, '127.0.0.1', 8192, () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
createInterface({ input: process.stdin })
  .on('line', () => process.stdout.write(`${JSON.stringify(calls.take())}\n`))
  .on('close', () => process.exit(0));
