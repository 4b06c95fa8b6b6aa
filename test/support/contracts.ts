/** Compiles the Solidity sources of test/fixtures/contracts, with the compiler that the npm package brings along. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import solc from 'solc';
import type { Abi } from 'viem';
import { z } from 'zod';

const dir = join(import.meta.dirname, '..', 'fixtures', 'contracts');

const errorsSchema = z.object({
  errors: z.array(z.object({ severity: z.string(), formattedMessage: z.string() })).default([]),
});
const outputSchema = z.object({
  contracts: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({ abi: z.array(z.looseObject({})), evm: z.object({ bytecode: z.object({ object: z.string() }) }) }),
    ),
  ),
});

export interface Contract {
  readonly abi: Abi;
  readonly bytecode: `0x${string}`;
}

/** By name. About a second. @throws Error with what the compiler says */
export const compileContracts = (): Readonly<Record<string, Contract>> => {
  const files = readdirSync(dir).filter((file) => file.endsWith('.sol'));
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries(files.map((file) => [file, { content: readFileSync(join(dir, file), 'utf8') }])),
    settings: {
      outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } },
    },
  };
  const output: unknown = JSON.parse(solc.compile(JSON.stringify(input)));
  const fatal = errorsSchema.parse(output).errors.filter(({ severity }) => severity === 'error');
  if (fatal.length > 0) throw new Error(fatal.map(({ formattedMessage }) => formattedMessage).join('\n'));
  const { contracts } = outputSchema.parse(output);
  return Object.fromEntries(
    Object.values(contracts).flatMap((file) =>
      Object.entries(file).map(([name, { abi, evm }]): [string, Contract] => [
        name,
        // Solidity's own ABI is what viem's type describes.
        { abi: abi as unknown as Abi, bytecode: `0x${evm.bytecode.object}` },
      ]),
    ),
  );
};
