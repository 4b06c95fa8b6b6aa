/**
 * `GET /status.json` of the public listener, and all that the status page shows: the schema, from which the types and
 * docs/status.md come. Public: aliases and regions only, no fleet-internal names, addresses or texts from errors. Times
 * are Unix seconds. Additions are compatible; nothing is renamed or removed within `version`.
 */
import { z } from 'zod';
import { causes, chainVerdicts, edgeStates, nodeVerdicts } from './catalogue/labels.ts';

/** `unknown` also when the data behind it is too old; nothing here is ever green by default. */
export const serviceStates = ['up', 'degraded', 'down', 'unknown'] as const;
export const incidentStates = ['firing', 'recovering', 'resolved', 'unknown'] as const;
export const incidentSeverities = ['page', 'warning', 'info'] as const;

const time = () => z.number();
const amount = () => z.number().nullable();
const list = <T extends z.ZodType>(item: T) => z.array(item).readonly();

const regionSchema = z
  .object({
    region: z.string().describe('Name of the region.'),
    state: z.enum(edgeStates).describe('What the last judged second was worth to a member in the region.'),
    since: time().nullable().describe('When this state began; null when that is not known here.'),
    headAgeSeconds: amount().describe('Age of the newest block that the endpoint served in the region.'),
    lagSeconds: amount().describe('Seconds that this block is behind the newest one of the chain.'),
    measured: z.boolean().describe('False where nobody watches from the region: its state is `unknown` for ever.'),
    detail: z.string().describe('The state in words.'),
  })
  .readonly();

const edgeSchema = z
  .object({
    alias: z.string().describe('Name of the endpoint.'),
    chain: z.string().describe('Chain that it serves.'),
    state: z.enum(serviceStates).describe('Over its measured regions: down when all of them are bad.'),
    regions: list(regionSchema).describe('Region by region.'),
  })
  .readonly();

const nodeSchema = z
  .object({
    alias: z.string().describe('Name of the node.'),
    chain: z.string().describe('Its chain.'),
    region: z.string().describe('Its region.'),
    verdict: z.enum(nodeVerdicts).describe('What is true of it now.'),
    headNumber: amount().describe('Newest block that it answered (slot for a consensus node).'),
    headAgeSeconds: amount().describe('Age of that block.'),
    lagSeconds: amount().describe('Seconds behind the newest block of the chain.'),
    lagBlocks: amount().describe('Blocks (slots) behind it.'),
    since: time().nullable().describe('When this verdict began.'),
    detail: z.string().describe('The verdict in words.'),
  })
  .readonly();

const chainSchema = z
  .object({
    chain: z.string().describe('The chain.'),
    verdict: z.enum(chainVerdicts).describe('`halted`: no endpoint of anyone has new blocks. It is not us.'),
    headNumber: amount().describe('Newest block that two independent sources have reached.'),
    headAgeSeconds: amount().describe('Age of that block.'),
    detail: z.string().describe('The verdict in words.'),
  })
  .readonly();

const incidentSchema = z
  .object({
    id: z.string().describe('Stays the same for as long as the incident is kept.'),
    title: z.string().describe('What happened to whom.'),
    severity: z.enum(incidentSeverities).describe('`page`: members were, or would soon have been, hurt.'),
    region: z.string().describe('Its region, or `all`.'),
    state: z.enum(incidentStates).describe('`recovering`: the seconds are good again, but not yet for long enough.'),
    cause: z.enum(causes).describe('What is to blame, as far as it is known.'),
    startedAt: time().describe('When it began.'),
    resolvedAt: time().nullable().describe('When it was over; null while it is not.'),
  })
  .readonly();

const figures = {
  goodPercent: amount().describe('Good seconds of those that were measured; null before any was.'),
  worstPercent: amount().describe(
    'The same if every unmeasured second since the first measured one was bad: the other end of the range.',
  ),
  badSeconds: z.number().describe('Seconds in which a member was not served.'),
  haltedSeconds: z.number().describe('Seconds in which the chain itself stood still: not good, but not ours.'),
  unknownSeconds: z.number().describe('Seconds that nobody measured.'),
} as const;
const figuresSchema = z.object(figures).readonly();

const slaSchema = z
  .object({
    month: z.string().describe('`YYYY-MM`, UTC. Provisional until the month is over and settled.'),
    objectivePercent: z.number().describe('What is promised.'),
    budgetSeconds: z.number().describe('Bad seconds that the objective allows in this month.'),
    edges: list(
      z
        .object({
          alias: z.string().describe('Name of the endpoint.'),
          any: figuresSchema.describe('Bad in any measured region: the headline.'),
          budgetLeftSeconds: z.number().describe('Of the headline; negative once the objective is missed.'),
          regions: list(
            z.object({ ...figures, region: z.string().describe('Name of the region.') }).readonly(),
          ).describe('Measured regions, worst first.'),
        })
        .readonly(),
    ).describe('Worst first.'),
  })
  .readonly();

const maintenanceSchema = z
  .object({
    about: z.string().describe('Alias of the endpoint or node.'),
    regions: list(z.string()).describe('Regions of it; all when empty.'),
    from: time().describe('When it begins.'),
    to: time().describe('When it ends.'),
    reason: z.string().describe('As whoever planned it wrote it for members.'),
  })
  .readonly();

export const statusSchema = z
  .object({
    version: z.literal(1).describe('Of this schema.'),
    service: z.string().describe('Name of the service.'),
    at: time().describe('When this was put together.'),
    dataAgeSeconds: amount().describe('How old the newest observation behind it was then; null without any.'),
    state: z.enum(serviceStates).describe('Of the service as a whole; `unknown` also when its data is too old.'),
    advice: z.string().describe('What a member should do, in one sentence.'),
    edges: list(edgeSchema).describe('Endpoints for members.'),
    chains: list(chainSchema).describe('The chains themselves.'),
    nodes: list(nodeSchema).describe('The nodes that serve; one that joins or is parked is not told of.'),
    openIncidents: list(incidentSchema).describe('What is not over.'),
    lastIncidents: list(incidentSchema).describe('What is over, latest first, ten at most.'),
    sla: slaSchema.nullable().describe('This month; null while the ledger cannot say.'),
    maintenance: maintenanceSchema.nullable().describe('The open window or the next one; null when none is planned.'),
    validUntil: time().describe('A copy that is read after this time says nothing about now.'),
    watchers: z
      .object({
        seen: z.number().describe('Watchers that were heard just now and can see the Internet.'),
        expected: z.number().describe('Watchers that there should be.'),
      })
      .readonly()
      .describe('Who watches.'),
    isolation: z
      .object({
        verified: z.number().describe('How often every node was found closed to all but Cloudflare.'),
        days: z.number().describe('Within so many last days.'),
      })
      .readonly()
      .optional()
      .describe('Tries from outside to reach the nodes directly; absent where none are made, or nothing is known.'),
    standing: list(z.string()).describe('What is missing for good, such as "Nobody will be paged.".'),
  })
  .readonly();

export type Status = z.output<typeof statusSchema>;
export type ServiceState = Status['state'];
export type EdgeStatus = z.output<typeof edgeSchema>;
export type RegionStatus = z.output<typeof regionSchema>;
export type NodeStatus = z.output<typeof nodeSchema>;
export type ChainStatus = z.output<typeof chainSchema>;
export type IncidentStatus = z.output<typeof incidentSchema>;
export type SlaStatus = z.output<typeof slaSchema>;
/** A month's figures of an edge or one of its regions. Percentages have no unknown second in them, or all of them. */
export type SlaFigures = z.output<typeof figuresSchema>;
export type MaintenanceStatus = z.output<typeof maintenanceSchema>;
