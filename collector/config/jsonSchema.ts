import { z } from 'zod';
import type { AlertTable } from './alertTable.ts';
import type { KindTable } from './kindTable.ts';
import { fleetSchema } from './schema.ts';

/**
 * The JSON Schema (draft 2020-12) of fleet.yaml as text, for editors; the same bytes for the same kinds. It holds what
 * one value can say of itself; what values say of each other only `headwatch check` knows.
 */
export const fleetJsonSchema = (kinds: KindTable, alerts: Pick<AlertTable, 'names'>): string => {
  const schema = z.toJSONSchema(fleetSchema(kinds, alerts), { io: 'input', target: 'draft-2020-12', reused: 'inline' });
  const { $schema, ...rest } = schema;
  const title = 'fleet.yaml of headwatch';
  return `${JSON.stringify({ $schema, title, ...rest }, null, 2)}\n`;
};
