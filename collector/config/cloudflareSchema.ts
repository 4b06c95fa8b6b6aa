/** `cloudflare:` and `isolation:` of fleet.yaml. */
import { z } from 'zod';
import { durationSchema } from '../policy/duration.ts';
import { httpUrl } from './schemaFields.ts';

/**
 * Those of a web server, which Cloudflare itself comes by; JSON-RPC and its WebSocket, Nitro's and geth's; the engine API;
 * the feed; metrics; the Beacon API of each client.
 */
export const isolationPorts = [
  ...[80, 443, 8080, 8443],
  ...[8545, 8546, 8547, 8548, 8551, 9642, 6060, 6070, 3500, 5051, 5052, 5054, 9100],
] as const;

/** Hosts that have series of their own; all others are counted as `other`. */
export const mostHosts = 50;

const domain = (what: string) =>
  z
    .string()
    .regex(/^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/, { error: what })
    .describe(what);
const within = (low: number, high: number, error: string) =>
  durationSchema.refine((seconds) => seconds >= low && seconds <= high, { error });

export const cloudflareSchema = (name: z.ZodString, address: z.ZodString) =>
  z
    .strictObject({
      token_file: z
        .string()
        .min(1)
        .describe('File of an API token that may read analytics, load balancers and their pools of these zones.'),
      account: z
        .string()
        .regex(/^[0-9a-f]{32}$/, { error: 'an account id (32 hex digits)' })
        .optional()
        .describe('Id of the account. Not needed where the token sees the zones of one account only.'),
      zones: z
        .array(domain('a domain in lower case such as example.org'))
        .min(1)
        .describe('Zones whose traffic is read.'),
      hosts: z
        .array(domain('a hostname in lower case such as rpc.example.org'))
        .max(mostHosts)
        .optional()
        .describe("Hostnames with series of their own; the rest is `other`. Default: the edges' hostnames."),
      delay: within(60, 3600, 'between 1m and 1h')
        .default(300)
        .describe('How old a minute must be before it is counted. At 3m half of it is there, at 5m nearly all.'),
      refill: within(0, 2_592_000, 'at most 30d')
        .default(21_600)
        .describe('How far back minutes are counted that were missed; what the plan keeps is the other limit.'),
      tunnels: z
        .array(
          z.strictObject({ name, metrics: address.describe('Its own metrics (cloudflared --metrics), host:port.') }),
        )
        .default([])
        .describe('cloudflared tunnels in front of origins.'),
      api: httpUrl.optional().describe("Base URL of Cloudflare's API, where it is not the usual one."),
    })
    .optional()
    .describe('What Cloudflare says of the edge; read by the central collector.');

export const isolationSchema = (name: z.ZodString) =>
  z
    .strictObject({
      every: within(60, 86_400, 'between 1m and 24h').default(600).describe('How often it is tried.'),
      origins: z
        .array(
          z.strictObject({
            name,
            address: z
              .string()
              .min(1)
              .optional()
              .describe(`Public address of the machine, without a port; best from a \${VARIABLE}. Never printed.`),
            address_file: z.string().min(1).optional().describe('File that holds the address, instead.'),
            ports: z
              .array(z.int().min(1).max(65_535))
              .min(1)
              .max(50)
              .default([...isolationPorts])
              .describe('TCP ports that must be closed to the public.'),
          }),
        )
        .min(1),
    })
    .optional()
    .describe('Machines behind Cloudflare that must not be reachable past it; tried from the central collector.');
