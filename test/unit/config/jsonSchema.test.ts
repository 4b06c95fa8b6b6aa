import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { alertTable } from '../../../alerts/rules/overrides.ts';
import { fleetJsonSchema } from '../../../collector/config/jsonSchema.ts';
import { kinds } from '../../../exporters/kinds.ts';

const root = join(import.meta.dirname, '../../..');
const checkedIn = readFileSync(join(root, 'fleet.schema.json'), 'utf8');

test('fleet.schema.json is what the schema says today', () => {
  expect(checkedIn).toBe(fleetJsonSchema(kinds, alertTable));
});

test('an editor takes both example files by it, and refuses a key that is not there', () => {
  const schema = z.fromJSONSchema(JSON.parse(checkedIn));
  for (const name of ['fleet.example.yaml', 'fleet.minimal.yaml']) {
    const fleet: unknown = parse(readFileSync(join(root, name), 'utf8'));
    expect(schema.safeParse(fleet).error?.issues).toBeUndefined();
    expect(schema.safeParse({ ...Object(fleet), colector: {} }).success).toBe(false);
  }
});
