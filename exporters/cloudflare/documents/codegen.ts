/**
 * Writes documents.ts: every document beside it, checked against Cloudflare's schema, with the types of its answer and its
 * variables. `npx tsx exporters/cloudflare/documents/codegen.ts [--check]`. Not part of the running program.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codegen } from '@graphql-codegen/core';
import * as typedDocumentNode from '@graphql-codegen/typed-document-node';
import * as operations from '@graphql-codegen/typescript-operations';
import { parse } from 'graphql';

const here = import.meta.dirname;
export const schemaFile = join(here, '../schema/schema.graphql');
export const documentsFile = join(here, 'documents.ts');

/** Lower-case scalars are Cloudflare's own; 64-bit numbers come as JSON numbers. Times are ISO 8601 in UTC. */
const scalars = {
  string: 'string',
  bool: 'boolean',
  bytes: 'string',
  float32: 'number',
  float64: 'number',
  int8: 'number',
  int64: 'number',
  uint8: 'number',
  uint16: 'number',
  uint32: 'number',
  uint64: 'number',
  Time: 'string',
  Date: 'string',
};

/** The text of documents.ts as the documents and the schema are now. @throws when a document does not fit the schema */
export const documentsText = async (): Promise<string> => {
  const names = readdirSync(here).filter((name) => name.endsWith('.graphql'));
  const text = await codegen({
    filename: documentsFile,
    schema: parse(readFileSync(schemaFile, 'utf8')),
    documents: names.sort().map((name) => ({
      location: name,
      document: parse(readFileSync(join(here, name), 'utf8'), { noLocation: true }),
    })),
    config: {
      scalars,
      strictScalars: true,
      useTypeImports: true,
      enumsAsTypes: true,
      enumType: 'string-literal',
      skipTypename: true,
      immutableTypes: true,
    },
    pluginMap: { operations, typedDocumentNode },
    plugins: [{ operations: {} }, { typedDocumentNode: {} }],
  });
  return `/* Written by codegen.ts from the documents beside it and Cloudflare's schema. Do not edit. */\n${text}\n`;
};

if (process.argv[1] === import.meta.filename) {
  const text = await documentsText();
  const same = readFileSync(documentsFile, { encoding: 'utf8', flag: 'a+' }) === text;
  if (process.argv.includes('--check')) {
    if (!same) console.error('documents.ts is not what the documents say: run codegen.ts');
    process.exitCode = same ? 0 : 1;
  } else if (!same) writeFileSync(documentsFile, text);
}
