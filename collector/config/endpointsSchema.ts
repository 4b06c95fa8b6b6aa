/** Entries of `nodes:`, `references:`, `feeds:` and `edges:` of fleet.yaml: whatever is asked or listened to. */
import { z } from 'zod';
import { journeyNames } from '../catalogue/labels.ts';
import { audiences, nodeStates, vias } from './choices.ts';
import type { KindTable } from './kindTable.ts';
import { headers, httpUrl, name, url } from './schemaFields.ts';

const reach = {
  headers: headers.optional().describe('Sent with every request; never printed.'),
  via: z.enum(vias).optional().describe('How it is reached. Edges default to cloudflare, all else to direct.'),
};
const alias = z.string().max(40).optional().describe('What the public sees instead of the name.');

export const nodeSchema = (kinds: KindTable) =>
  z.strictObject({
    name,
    // Object.keys loses the key type; the table is never empty because the registry is a literal.
    kind: z.enum(Object.keys(kinds) as [string, ...string[]]),
    chain: name,
    region: name,
    host: z.string().min(1).optional().describe("Host name or address; the kind's usual port is added."),
    rpc: url.optional().describe('Full URL, instead of host.'),
    ws: url.optional().describe('WebSocket URL (ws:// or wss://) that new heads are heard on, with the same headers.'),
    ...reach,
    parent: z.string().optional().describe('edge:NAME or node:NAME through which it reads its parent chain.'),
    beacon: name.optional().describe('Name of the consensus node that drives this execution node.'),
    metrics: z
      .union([z.boolean(), url])
      .optional()
      .describe("The node's own Prometheus metrics: true for the kind's usual port and path at host, or a URL."),
    on: name.optional().describe('Name of the machine under hosts that it runs on.'),
    lb: httpUrl
      .optional()
      .describe("Where its sidecar is asked by others: http://HOST:9763. The balancer's check is /lb/NAME below it."),
    alias,
    state: z.enum(nodeStates).default('serving').describe('joining or parked while it is not in service.'),
  });

export const referenceSchema = z.strictObject({
  name,
  chain: name,
  rpc: url.describe('URL of an endpoint that you do not run; asked every 5 s.'),
  ...reach,
});

export const feedSchema = z.strictObject({
  name,
  chain: name,
  url: url.describe('ws:// or wss:// of a relay of yours (port 9642), or of a public feed.'),
  headers: headers.optional().describe('Sent with the handshake; never printed.'),
});

export const edgeSchema = z.strictObject({
  name,
  chain: name,
  audience: z.enum(audiences).describe('members: counts for the service level. internal: feeds your own nodes.'),
  journey: z.enum(journeyNames).describe('The calls that stand for what a member of this edge needs.'),
  rpc: url.describe(`URL as members call it; take a key in it from a \${VARIABLE}.`),
  ws: url.optional().describe('WebSocket URL as members use it (wss://…); the journey then keeps a subscription open.'),
  beacon: url.optional().describe('Beacon API behind the same edge, where our nodes fetch blobs (l1-reader).'),
  keyed: z
    .boolean()
    .optional()
    .describe('Whether the URL holds a key, so that a wrong one must be refused. Default: as the URL looks.'),
  ...reach,
  regions: z.record(name, z.array(name)).describe('Region: names of the nodes whose pool serves it first.'),
  /** Nodes needed to carry the load; below it RedundancyGone pages even with several left. */
  carry: z.int().min(1).default(1).describe('Nodes needed to carry the load; with fewer healthy, it pages.'),
  alias,
});
