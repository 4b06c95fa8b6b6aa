/** `payees.yaml`, optional: the addresses of those who are paid, so that an expense that went elsewhere is seen. */
import { z } from 'zod';
import type { BookProblem } from './model.ts';
import { readYaml } from './yamlFile.ts';

export const payeesFile = 'payees.yaml';

/** Addresses by alias, lower case. */
export type Payees = ReadonlyMap<string, readonly string[]>;

const address = z
  .string({ error: 'an address in quotes: "0x…"' })
  .regex(/^0x[0-9a-fA-F]{40}$/, { error: 'an address: 0x and 40 hexadecimal digits' });
const schema = z.record(
  z.string(),
  z.union([address.transform((one) => [one]), z.array(address).min(1)], {
    error: 'an address in quotes, or a list of them: "0x…"',
  }),
  { error: 'an alias and its address on each line: hoster: "0x…"' },
);

export const readPayees = (text: string): { readonly payees: Payees; readonly problems: readonly BookProblem[] } => {
  const { data = {}, problems } = readYaml(payeesFile, text, schema, {});
  return {
    payees: new Map(Object.entries(data).map(([alias, list]) => [alias, list.map((one) => one.toLowerCase())])),
    problems,
  };
};
