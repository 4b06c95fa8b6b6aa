/**
 * The shape of fleet.yaml. Strict everywhere: an unknown key is an error. The kinds of node come from the exporters'
 * registry and are handed in, so that this room lists none of them.
 */
import { z } from 'zod';
import { dashboardNames } from '../catalogue/dashboards.ts';
import { durationSchema } from '../policy/duration.ts';
import { ladderOverrideSchema } from '../policy/ladder.ts';
import { cloudflareSchema, isolationSchema } from './cloudflareSchema.ts';
import { edgeSchema, feedSchema, nodeSchema, referenceSchema } from './endpointsSchema.ts';
import type { KindTable } from './kindTable.ts';
import { livepeerContractNames } from './livepeer.ts';
import { notifySchema } from './notifySchema.ts';
import { address, httpUrl, name, secretFile, targetAddress } from './schemaFields.ts';
import { treasurySchema } from './treasurySchema.ts';
import { upgradesSchema } from './upgradesSchema.ts';

const tokenFile = secretFile.describe('File of a token of its own; the one of router is always taken too.');
const atLeastMinute = durationSchema.refine((seconds) => seconds >= 60, { error: 'a minute or more' });

const heartbeatSchema = z.strictObject({
  name: name.describe('Posted to as /heartbeat/NAME; only operators read it.'),
  every: atLeastMinute.describe('How often it must happen, such as 24h.'),
  grace: durationSchema.default(7200).describe('How much later than that is still in time; 2h by default.'),
  about: z
    .string()
    .min(1)
    .max(120)
    .regex(/^[^{}\r\n\t]*$/, { error: 'one line without braces' })
    .optional()
    .describe('What it is, for whoever reads the alert.'),
  token_file: tokenFile.optional(),
  shrunk: z
    .number()
    .gt(0, { error: 'a share between 0 and 1' })
    .lt(1, { error: 'a share between 0 and 1' })
    .default(0.5)
    .describe('A result smaller than this share of its usual size is told of.'),
});

const alertSchema = z.strictObject({
  enabled: z.boolean().optional().describe('false: the alert is not generated. Not for what may page.'),
  severity: z
    .enum(['page', 'warning', 'info'])
    .optional()
    .describe('warning or info; what pages is a closed list that nothing here adds to or takes from.'),
  for: durationSchema.optional().describe('Seconds that it must hold first; not less than it is shipped with.'),
});

/** Closed names where alerts are known, so that an editor offers them and a mistyped one is told its nearest. */
const alertsSchema = (names: readonly string[] | undefined) =>
  // A registry is never empty, and zod asks for a tuple.
  names ? z.partialRecord(z.enum(names as [string, ...string[]]), alertSchema) : z.record(z.string(), alertSchema);

export const fleetSchema = (kinds: KindTable, alerts?: { readonly names: readonly string[] }) =>
  z.strictObject({
    service: z.strictObject({
      name: z.string().min(1).max(60),
      objective: z
        .number()
        .gt(50)
        .lt(100)
        // Budgets are counted in whole seconds of a million: nothing is rounded on the way.
        .refine((percent) => Math.abs(percent * 10_000 - Math.round(percent * 10_000)) < 1e-6, {
          error: 'whole parts per million (at most four decimals)',
        })
        .default(99.98)
        .describe('Good seconds per calendar month, in percent, with at most four decimals.'),
      page_on_halt: z.boolean().default(false).describe('Page when a chain itself stands still.'),
    }),
    vantage: name.describe('Region that the central collector runs in and speaks for.'),
    chains: z
      .record(
        name,
        z.strictObject({ id: z.int().min(1), block_time: durationSchema, quiet: z.boolean().default(false) }),
      )
      .default({})
      .describe('Chains that headwatch does not know by name.'),
    nodes: z.array(nodeSchema(kinds)).default([]),
    hosts: z
      .record(
        name,
        z.strictObject({
          exporter: targetAddress.optional().describe('Its node_exporter, host:port.'),
          provider: z.string().min(1).max(60).optional().describe('Who rents it out: what fails together.'),
        }),
      )
      .default({})
      .describe('Machines that nodes run on; a node names its own with on.'),
    references: z.array(referenceSchema).default([]),
    edges: z.array(edgeSchema).default([]),
    feeds: z
      .array(feedSchema)
      .default([])
      .describe("Sources of a sequencer's feed that the central collector listens to."),
    vantages: z
      .array(
        z.strictObject({
          name,
          region: name.optional().describe('Region that it speaks for; by default its name. Two may share one.'),
          scrape: targetAddress
            .optional()
            .describe('Its private listener, scraped directly. Without it a Prometheus agent there ships its samples.'),
          listen: targetAddress
            .optional()
            .describe('Where it listens for its agent, on its own host; by default 127.0.0.1:9760. Not with scrape.'),
        }),
      )
      .default([]),
    livepeer: z
      .partialRecord(z.enum(livepeerContractNames), address)
      .default({})
      .describe('Livepeer contracts whose addresses differ from those on Arbitrum One.'),
    publish: z
      .strictObject({ dir: z.string().min(1).describe('Directory that status.json and the page are copied to.') })
      .optional(),
    controls: z.array(z.strictObject({ url: httpUrl })).default([]),
    notify: notifySchema,
    policy: z.record(name, ladderOverrideSchema).default({}),
    alerts: alertsSchema(alerts?.names)
      .default({})
      .describe('Alerts of ours, quieter. Your own go to rules.d/*.yml beside this file.'),
    collector: z
      .strictObject({ listen: targetAddress.default('127.0.0.1:9760') })
      .default({ listen: '127.0.0.1:9760' }),
    router: z
      .strictObject({
        listen: targetAddress.default('127.0.0.1:9761'),
        public: targetAddress.default('127.0.0.1:9762'),
        public_url: httpUrl.optional(),
        token_file: secretFile
          .optional()
          .describe('Token that everyone shows who posts to the private listener or reads its API.'),
      })
      .default({ listen: '127.0.0.1:9761', public: '127.0.0.1:9762' }),
    sidecar: z
      .strictObject({
        listen: targetAddress.default('127.0.0.1:9763'),
        collector: httpUrl.optional().describe("The central collector's private listener, as node hosts reach it."),
        router: httpUrl.optional().describe("The router's private listener, as node hosts reach it, for planned work."),
      })
      .default({ listen: '127.0.0.1:9763' })
      .describe("headwatch sidecar, which answers the load balancer's checks beside each node."),
    prometheus: z
      .strictObject({
        url: httpUrl.default('http://127.0.0.1:9090'),
        write_url: httpUrl.optional().describe('Where agents of vantages write to (…/api/v1/write), as they reach it.'),
      })
      .default({ url: 'http://127.0.0.1:9090' }),
    heartbeats: z
      .array(heartbeatSchema)
      .default([])
      .describe('What must happen: backups and snapshots. Whatever does it posts to the router when it is done.'),
    upgrades: upgradesSchema(name),
    cloudflare: cloudflareSchema(name, targetAddress),
    isolation: isolationSchema(name),
    treasury: treasurySchema(name, address),
    alertmanagers: z.array(z.strictObject({ url: httpUrl })).default([{ url: 'http://127.0.0.1:9093' }]),
    grafana: z
      .strictObject({
        url: httpUrl,
        public_tokens: z
          .partialRecord(
            z.enum(dashboardNames),
            z.string().regex(/^[0-9a-f]{32}$/, { error: '32 hexadecimal digits in lower case' }),
          )
          .optional()
          .describe(
            'Addresses of public dashboards (/public-dashboards/TOKEN), by name; by default made from the service.',
          ),
      })
      .optional(),
  });

export type FleetInput = z.output<ReturnType<typeof fleetSchema>>;
