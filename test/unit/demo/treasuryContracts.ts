/** Compiles the demo's contracts, as `demo/treasury/contracts/compiled.json` keeps them. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

export const contractsDir = fileURLToPath(new URL('../../../demo/treasury/contracts/', import.meta.url));

export interface Compiled {
  /** Creation code, hex without 0x. */
  readonly bytecode: string;
  /** Four bytes of each function, hex without 0x, by its signature. */
  readonly selectors: Readonly<Record<string, string>>;
}

interface Output {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly contracts: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          {
            readonly evm: {
              readonly bytecode: { readonly object: string };
              readonly methodIdentifiers: Record<string, string>;
            };
          }
        >
      >
    >
  >;
}

/** @throws Error when the compiler refuses a source */
export const compileContracts = (): Readonly<Record<string, Compiled>> => {
  // solc is CommonJS without types; it takes and gives JSON text.
  const { compile } = createRequire(import.meta.url)('solc') as { compile: (input: string) => string };
  const files = readdirSync(contractsDir).filter((file) => file.endsWith('.sol'));
  const output: Output = JSON.parse(
    compile(
      JSON.stringify({
        language: 'Solidity',
        sources: Object.fromEntries(
          files.map((file) => [file, { content: readFileSync(`${contractsDir}${file}`, 'utf8') }]),
        ),
        settings: {
          optimizer: { enabled: true, runs: 200 },
          evmVersion: 'paris',
          metadata: { bytecodeHash: 'none', appendCBOR: false },
          outputSelection: { '*': { '*': ['evm.bytecode.object', 'evm.methodIdentifiers'] } },
        },
      }),
    ),
  );
  const errors = (output.errors ?? []).filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(errors.map(({ formattedMessage }) => formattedMessage).join('\n'));
  return Object.fromEntries(
    files.map((file) => {
      const name = file.replace(/\.sol$/, '');
      const contract = output.contracts[file]?.[name];
      if (!contract) throw new Error(`${file} has no contract ${name}`);
      return [name, { bytecode: contract.evm.bytecode.object, selectors: contract.evm.methodIdentifiers }];
    }),
  );
};
