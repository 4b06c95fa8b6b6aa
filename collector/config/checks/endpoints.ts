/** Addresses: one per target, valid, its own, and with headers that can be sent. */
import { isIPv6 } from 'node:net';
import type { Path } from '../read/faultPath.ts';
import { pathText } from '../read/faultPath.ts';
import { type CheckContext, placed } from './draft.ts';

/** The collector speaks HTTP; a WebSocket URL is asked over HTTP on the same port, as the clients serve both there. */
const asked = {
  protocols: ['http:', 'https:', 'ws:', 'wss:'],
  expected: 'an http://, https://, ws:// or wss:// URL',
};
const web = { protocols: ['http:', 'https:'], expected: 'an http:// or https:// URL' };
const socket = { protocols: ['ws:', 'wss:'], expected: 'a ws:// or wss:// URL' };

const checkUrl = ({ fault, unset }: CheckContext, at: Path, url: string | undefined, wanted = asked): void => {
  if (url === undefined || unset.has(pathText(at))) return;
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !wanted.protocols.includes(parsed.protocol)) fault(at, wanted.expected);
};

const checkHost = ({ fault, unset }: CheckContext, at: Path, host: string): void => {
  if (unset.has(pathText(at)) || isIPv6(host)) return;
  if (!/^[\w-]+(\.[\w-]+)*\.?$/.test(host) || !URL.canParse(`http://${host}/`)) {
    fault(at, 'a host name or address alone (with a port, give rpc: http://host:port)');
  }
};

// RFC 9110 section 5.6.2: a field name is a token; section 5.5: a value holds no line break and no NUL.
const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** The HTTP client's own (RFC 9110 section 7.6.1 and framing): with one of these no question would ever be answered. */
const clientsOwn: ReadonlySet<string> = new Set([
  ...['accept-encoding', 'connection', 'content-length', 'expect', 'keep-alive'],
  ...['proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade'],
]);
const inHeaderValue = (char: string): boolean =>
  char === '\t' || (char >= ' ' && char !== '\u007f' && char <= '\u00ff');

const checkHeaders = (
  { fault }: CheckContext,
  at: Path,
  headers: Readonly<Record<string, string | undefined>> | undefined,
): void => {
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (!headerName.test(name))
      fault([...at, name], 'a header name of letters, digits and -', 'a name that is no header name');
    else if (clientsOwn.has(name.toLowerCase()))
      fault([...at, name], 'a header that is not about the connection itself', 'a header that the HTTP client sets');
    if (value !== undefined && ![...value].every(inHeaderValue)) {
      fault([...at, name], 'a header value on one line, in Latin letters');
    }
  }
};

const checkMetrics = (
  context: CheckContext,
  at: Path,
  { metrics, host, kind = '' }: NonNullable<NonNullable<CheckContext['draft']['nodes']>[number]>,
): void => {
  if (typeof metrics === 'string') checkUrl(context, at, metrics, web);
  if (metrics !== true || !Object.hasOwn(context.kinds, kind)) return;
  if (!context.kinds[kind]?.metrics) context.fault(at, `a URL: a node of kind ${kind} has no usual place for metrics`);
  else if (host === undefined) context.fault(at, 'a URL, or host instead of rpc: true is the usual port at host');
};

/** Node: exactly one of host and rpc. Two sources with one address would be counted as two witnesses. */
export const checkEndpoints = (context: CheckContext): void => {
  const { draft, fault, given, unset } = context;
  const seen = new Map<string, string>();
  const own = (at: Path, address: string): void => {
    const path = pathText(at);
    if (unset.has(path) || !URL.canParse(address)) return;
    const before = seen.get(new URL(address).href);
    if (before) fault(at, 'an endpoint of its own', `the address of ${before} again`);
    else seen.set(new URL(address).href, path);
  };

  for (const [index, node] of placed(draft.nodes)) {
    const at = ['nodes', index];
    const ways = ['host', 'rpc'].filter((key) => given([...at, key]) !== undefined);
    if (ways.length === 2) fault(at, 'host or rpc, not both', 'host and rpc');
    if (ways.length === 0) fault(at, 'host or rpc', 'neither host nor rpc');
    if (node.host !== undefined) {
      checkHost(context, [...at, 'host'], node.host);
      if (node.via === 'cloudflare') fault([...at, 'via'], 'rpc: https://… instead of host, or via: direct');
      own([...at, 'host'], hostUrl(node.host, context.kinds[node.kind ?? '']?.defaultPort ?? 0));
    }
    if (node.rpc !== undefined) {
      checkUrl(context, [...at, 'rpc'], node.rpc);
      if (node.host === undefined) own([...at, 'rpc'], node.rpc);
    }
    checkUrl(context, [...at, 'ws'], node.ws, socket);
    checkHeaders(context, [...at, 'headers'], node.headers);
    checkMetrics(context, [...at, 'metrics'], node);
  }
  for (const [index, edge] of placed(draft.edges)) {
    checkUrl(context, ['edges', index, 'ws'], edge.ws, socket);
    checkUrl(context, ['edges', index, 'beacon'], edge.beacon, web);
  }
  for (const [index, feed] of placed(draft.feeds)) {
    const at = ['feeds', index];
    checkUrl(context, [...at, 'url'], feed.url, socket);
    if (feed.url !== undefined) own([...at, 'url'], feed.url);
    checkHeaders(context, [...at, 'headers'], feed.headers);
  }
  for (const section of ['references', 'edges'] as const) {
    for (const [index, target] of placed(draft[section])) {
      const at = [section, index];
      if (target.rpc !== undefined) {
        checkUrl(context, [...at, 'rpc'], target.rpc);
        // An edge may be the very address of its only node: then there is no balancer in between.
        if (section === 'references') own([...at, 'rpc'], target.rpc);
      }
      checkHeaders(context, [...at, 'headers'], target.headers);
    }
  }
};

/** The URL of a node that is given by its host. */
export const hostUrl = (host: string, port: number): string => `http://${isIPv6(host) ? `[${host}]` : host}:${port}`;
