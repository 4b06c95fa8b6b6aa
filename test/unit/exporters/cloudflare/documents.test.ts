/** Documents against Cloudflare's own schema: as they are, and after whatever a plan can take out of them. */
import { readFileSync } from 'node:fs';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { buildSchema, type GraphQLInputObjectType, isInputObjectType, print, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { assumed, capabilityOf } from '../../../../exporters/cloudflare/capability.ts';
import { datasets } from '../../../../exporters/cloudflare/datasets/index.ts';
import type { Node } from '../../../../exporters/cloudflare/datasets/model.ts';
import { documentsFile, documentsText, schemaFile } from '../../../../exporters/cloudflare/documents/codegen.ts';
import { LatencyDocument, SettingsDocument } from '../../../../exporters/cloudflare/documents/documents.ts';
import { filterOf } from '../../../../exporters/cloudflare/filters.ts';
import { latencyAsked } from '../../../../exporters/cloudflare/latency.ts';
import { fieldsOf, prune } from '../../../../exporters/cloudflare/prune.ts';
import { nodes, settingsFor } from '../../../../exporters/cloudflare/settings.ts';

const schema = buildSchema(readFileSync(schemaFile, 'utf8'));
const faults = (document: Parameters<typeof validate>[1]): readonly string[] =>
  validate(schema, document).map(({ message }) => message);

const counted = datasets.map(({ name, node, document, needs }) => ({ name, node, document, needs }));
const all: readonly {
  name: string;
  node: Node;
  document: TypedDocumentNode<unknown, never>;
  needs: readonly string[];
}[] = [
  ...counted,
  {
    name: 'latency',
    node: latencyAsked.node,
    document: LatencyDocument as TypedDocumentNode<unknown, never>,
    needs: [],
  },
];

/** Every set of fields that settings can deny of a document: all of them up to 12 fields, else every one, every pair and every group. */
const removals = (fields: readonly string[]): readonly ReadonlySet<string>[] => {
  if (fields.length <= 12)
    return Array.from(
      { length: 2 ** fields.length },
      (_, mask) => new Set(fields.filter((_, place) => mask & (1 << place))),
    );
  const groups = [...new Set(fields.map((field) => field.split('_')[0] ?? ''))];
  const whole = groups.map((group) => new Set(fields.filter((field) => field.startsWith(`${group}_`))));
  return [...whole, ...fields.flatMap((one) => fields.map((another) => new Set([one, another])))];
};

test('documents.ts is what the documents and the schema say today', async () => {
  expect(readFileSync(documentsFile, 'utf8')).toBe(await documentsText());
});

describe.each(all)('$name', ({ node, document, needs }) => {
  test('is valid as it is, and asks for what it needs', () => {
    expect(faults(document)).toEqual([]);
    const fields = fieldsOf(document, node);
    expect(fields).toContain('count');
    for (const need of needs) expect(fields).toContain(need);
  });

  test('is valid whatever a plan denies, and no longer asks for it', () => {
    const fields = fieldsOf(document, node);
    // Without a dimension that it needs it is not asked at all.
    const spare = fields.filter((field) => field !== 'count' && !needs.includes(field));
    expect(spare.length).toBeGreaterThan(0);
    for (const denied of removals(spare)) {
      const pruned = prune(document, node, denied);
      expect(faults(pruned)).toEqual([]);
      expect(fieldsOf(pruned, node)).toEqual(fields.filter((field) => !denied.has(field)));
    }
  });
});

const filterNamed = (document: TypedDocumentNode<unknown, never>): GraphQLInputObjectType => {
  const name = /\$filter: (\w+)!/.exec(print(document))?.[1] ?? '';
  const type = schema.getType(name);
  if (!isInputObjectType(type)) throw new Error(`${name} is no filter`);
  return type;
};

describe.each(datasets.map((dataset) => ({ name: dataset.name, dataset })))('filters of $name', ({ dataset }) => {
  const known = Object.keys(filterNamed(dataset.document).getFields());

  test('are conditions that the schema knows, with whatever halves of a minute', () => {
    const halves = dataset.splitBy.flatMap((dimension) => [
      { [`${dimension}_lt`]: 'm' },
      { [`${dimension}_geq`]: 'm' },
    ]);
    const filter = filterOf(dataset, capabilityOf(dataset, assumed), { from: 0, to: 1 }, halves);
    for (const name of Object.keys(filter)) expect(known).toContain(name);
    for (const half of halves) for (const name of Object.keys(half)) expect(known).toContain(name);
  });

  test('are left out with a field that the plan does not give', () => {
    for (const [name, { field }] of Object.entries(dataset.only)) {
      const without = capabilityOf(dataset, assumed, new Set([field]));
      expect(Object.keys(filterOf(dataset, without, { from: 0, to: 1 }))).not.toContain(name);
    }
  });
});

test('settings are asked for of any of the datasets', () => {
  expect(faults(SettingsDocument)).toEqual([]);
  for (let mask = 1; mask < 2 ** nodes.length; mask += 1) {
    const kept = nodes.filter((_, place) => mask & (1 << place));
    const document = settingsFor(kept);
    expect(faults(document)).toEqual([]);
    for (const node of nodes) expect(print(document).includes(node)).toBe(kept.includes(node));
  }
});

test('settings that spell fields in a way that we do not know deny nothing; those that list some deny the others', () => {
  const [edge] = datasets;
  if (!edge) throw new Error('no dataset');
  const settings = (availableFields: readonly string[]) =>
    capabilityOf(edge, { enabled: true, availableFields: [...availableFields] });
  expect(settings(['some', 'thing']).denied.size).toBe(0);
  const needed = settings([...edge.needs, 'dimensions_requestSource']);
  expect(needed.enabled).toBe(true);
  expect([...needed.denied]).toContain('sum_edgeResponseBytes');
  expect(settings(['dimensions.datetimeMinute']).enabled).toBe(false);
  expect(capabilityOf(edge, { enabled: true, maxNumberOfFields: 5 }).denied).toContain('avg_sampleInterval');
  expect(capabilityOf(edge, { enabled: true, maxNumberOfFields: 2 }).enabled).toBe(false);
});
