/** What only Cloudflare answers: its headers and its error pages. */
import { dataCentres } from '../layout.ts';
import type { Random } from '../random.ts';
import type { Reply } from './reply.ts';

export const cloudflareHeaders = (region: string, random: Random): Record<string, string> => {
  const ray = Math.floor(random() * 0xffff_ffff)
    .toString(16)
    .padStart(8, '0');
  return {
    server: 'cloudflare',
    'cf-ray': `9d${ray}aa42f0-${dataCentres[region] ?? 'FRA'}`,
    'cf-cache-status': 'DYNAMIC',
  };
};

export const cloudflarePage = (status: number, title: string, headers: Readonly<Record<string, string>>): Reply => ({
  status,
  type: 'text/html; charset=UTF-8',
  headers,
  body: `<!DOCTYPE html>
<html lang="en-US"><head><title>rpc.example.org | ${status}: ${title}</title></head>
<body><h1>${title} <span>Error code ${status}</span></h1>
<p>The web server reported a ${title.toLowerCase()} error. Cloudflare Ray ID: ${headers['cf-ray'] ?? 'none'}</p></body></html>
`,
});

/** What a visitor gets who is asked to prove a browser: no program ever passes it. */
export const challengePage = (headers: Readonly<Record<string, string>>): Reply => ({
  status: 403,
  type: 'text/html; charset=UTF-8',
  headers: { ...headers, 'cf-mitigated': 'challenge', 'cache-control': 'private, max-age=0, no-store' },
  body: `<!DOCTYPE html>
<html lang="en-US"><head><title>Just a moment...</title></head>
<body><noscript>Enable JavaScript and cookies to continue</noscript></body></html>
`,
});

/** A rate-limiting rule of Cloudflare's; programs get its number as text, browsers a page. */
export const rateLimited = (headers: Readonly<Record<string, string>>): Reply => ({
  status: 429,
  type: 'text/plain; charset=UTF-8',
  headers: { ...headers, 'retry-after': '10' },
  body: 'error code: 1015\n',
});

/** The gateway in front of the nodes does not know the key in the path. */
export const wrongKey = (headers: Readonly<Record<string, string>>): Reply => ({
  status: 403,
  type: 'application/json',
  headers,
  body: '{"jsonrpc":"2.0","id":null,"error":{"code":-32001,"message":"invalid API key"}}\n',
});
