/** A document against the simulated edge: graphql-js parses, validates and executes it on the real schema. */
import { type DocumentNode, execute, GraphQLError, type GraphQLResolveInfo, parse, validate } from 'graphql';
import type { Zone } from '../account/model.ts';
import { minuteMs, minuteOf } from '../traffic/flow.ts';
import { healthRows } from '../traffic/healthRows.ts';
import type { World } from '../world.ts';
import { datasets, rowsOf } from './datasets.ts';
import { type Filter, filterFields, filterTest, spanOf } from './filter.ts';
import { gateOf, silentlyDenied } from './gates.ts';
import { grouped } from './group.ts';
import { refusals, told } from './refusal.ts';
import { type Row, shown } from './row.ts';
import { analyticsSchema, fieldPaths, looseSchema, noticeNames, rowType, zeros, zoneDatasets } from './schema.ts';
import { selectionOf } from './selection.ts';

interface DatasetArgs {
  readonly filter: Filter;
  readonly limit: number;
  readonly orderBy?: readonly string[];
}

/** Zones of one query. */
const mostZones = 10;

const rowsIn = (world: World, zone: Zone, dataset: string, from: number, to: number): Row[] => {
  const rows: Row[] = [];
  for (let start = minuteOf(from); start < to; start += minuteMs) {
    if (dataset.startsWith('healthCheckEvents')) {
      rows.push(...healthRows(zone, world.account, world.conditions, start, world.troubles.lag * 1000));
    } else rows.push(...rowsOf(dataset, world.traffic.minute(zone.id, start)));
  }
  return rows;
};

/** Fields of the filter that a plan can deny are those that can be grouped by. */
const pathsOfFilter = (dataset: string, filter: Filter): string[] => {
  const known = new Set(fieldPaths(dataset));
  return filterFields(filter)
    .map((field) => `dimensions_${field}`)
    .filter((path) => known.has(path));
};

const answerDataset = (
  world: World,
  zone: Zone,
  dataset: string,
  args: DatasetArgs,
  info: GraphQLResolveInfo,
): unknown => {
  const { troubles } = world;
  const gate = gateOf(zone, dataset, troubles);
  if (!gate.enabled) throw refusals.dataset(zone.id);
  const selection = selectionOf(info);
  const wanted = [...selection.paths, ...pathsOfFilter(dataset, args.filter)];
  const refused = silentlyDenied(zone, dataset, troubles);
  const offered = new Set(gate.availableFields);
  const denied = wanted.find((path) => refused.includes(path) || !offered.has(path));
  if (denied !== undefined) throw refusals.field(zone.id, denied.replace(/^.*_/, ''));
  if (selection.paths.length > gate.maxNumberOfFields)
    throw refusals.fields(gate.maxNumberOfFields, selection.paths.length);
  if (!(args.limit > 0) || args.limit > gate.maxPageSize) throw refusals.limit(gate.maxPageSize);
  const now = world.now();
  const span = spanOf(args.filter, now);
  if (!span) throw refusals.time();
  const width = Math.round((span.to - span.from) / 1000);
  if (width > gate.maxDuration) throw refusals.range(zone.id, gate.maxDuration, width);
  if ((now - span.from) / 1000 > gate.notOlderThan) throw refusals.age(zone.id, gate.notOlderThan);
  const passes = filterTest(
    args.filter,
    zeros(`${rowType(dataset).name}${datasets[dataset]?.raw ? '' : 'Dimensions'}`),
  );
  const rows = rowsIn(world, zone, dataset, span.from, span.to).filter((row) => row.seenAt <= now && passes(row));
  const kind = datasets[dataset];
  if (kind?.raw) {
    const known = zeros(rowType(dataset).name);
    const event = (row: Row): unknown =>
      Object.fromEntries(
        Object.entries(known).map(([field, zero]) => [
          field,
          zero === 'list' ? [] : shown(row, field, zero === 0 ? 0 : ''),
        ]),
      );
    return rows.slice(0, args.limit).map(event);
  }
  const sampleInterval = kind?.exact ? 1 : troubles.sampleInterval;
  return grouped(rows, {
    dataset,
    selection,
    sampleInterval,
    turn: world.turn(),
    orderBy: args.orderBy ?? [],
    limit: args.limit,
  });
};

const zoneAnswer = (world: World, zone: Zone): unknown => {
  const settings = (): unknown =>
    Object.fromEntries(zoneDatasets().map((dataset) => [dataset, () => gateOf(zone, dataset, world.troubles)]));
  const nodes = zoneDatasets().map((dataset) => [
    dataset,
    (args: DatasetArgs, _context: unknown, info: GraphQLResolveInfo) => answerDataset(world, zone, dataset, args, info),
  ]);
  return { zoneTag: zone.id, settings, ...Object.fromEntries(nodes) };
};

interface ZonesArgs {
  readonly filter?: { readonly zoneTag?: string; readonly zoneTag_in?: readonly string[] };
  readonly limit?: number;
}

const zonesAnswer = (world: World, { filter, limit }: ZonesArgs): unknown => {
  const tags = [
    ...new Set([...(filter?.zoneTag === undefined ? [] : [filter.zoneTag]), ...(filter?.zoneTag_in ?? [])]),
  ];
  if (tags.length === 0) throw refusals.noZones();
  if (tags.length > mostZones) throw refusals.zones(tags.length);
  const mine = world.zones();
  const strangers = tags.filter((tag) => mine.every(({ id }) => id !== tag));
  const { missing } = world.troubles.token;
  if (missing.includes('zone_analytics')) throw refusals.notYours(tags);
  if (strangers.length > 0) throw refusals.notYours(strangers);
  return mine
    .filter(({ id }) => tags.includes(id))
    .slice(0, limit ?? mostZones)
    .map((zone) => zoneAnswer(world, zone));
};

const rootOf = (world: World) => ({
  cost: 1,
  viewer: {
    budget: () => world.budget.left(),
    zones: (args: ZonesArgs) => zonesAnswer(world, args),
    accounts: () => {
      throw refusals.account();
    },
  },
});

const documents = new Map<string, DocumentNode | readonly GraphQLError[]>();

/** Parsed and validated once; the exporter asks the same few documents for ever. */
const readDocument = (query: string): DocumentNode | readonly GraphQLError[] => {
  const known = documents.get(query);
  if (known) return known;
  noticeNames(query);
  const read = (): DocumentNode | readonly GraphQLError[] => {
    try {
      const document = parse(query);
      const errors = validate(analyticsSchema(), document);
      return errors.length > 0 ? errors : document;
    } catch (error) {
      return [error instanceof GraphQLError ? error : new GraphQLError(String(error))];
    }
  };
  const fresh = read();
  if (documents.size > 500) documents.clear();
  documents.set(query, fresh);
  return fresh;
};

export interface Executed {
  readonly status: number;
  readonly body: unknown;
}

const isErrors = (read: DocumentNode | readonly GraphQLError[]): read is readonly GraphQLError[] => Array.isArray(read);

export const executeDocument = async (
  world: World,
  query: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<Executed> => {
  const now = world.now();
  noticeNames(JSON.stringify(variables));
  const read = readDocument(query);
  if (isErrors(read)) return { status: 400, body: { data: null, errors: read.map((error) => told(error, now)) } };
  const { partial, refuseIn200 } = world.troubles;
  const schema = partial ? looseSchema() : analyticsSchema();
  const { data, errors = [] } = await execute({
    schema,
    document: read,
    rootValue: rootOf(world),
    variableValues: variables,
  });
  if (errors.length === 0) return { status: 200, body: { data, errors: null } };
  const { statusCode } = errors[0]?.extensions ?? {};
  return {
    status: refuseIn200 || partial || typeof statusCode !== 'number' ? 200 : statusCode,
    // The real one answers nothing at all rather than a hole, unless it does.
    body: { data: partial ? data : null, errors: errors.map((error) => told(error, now)) },
  };
};
