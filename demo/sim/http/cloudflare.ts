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
