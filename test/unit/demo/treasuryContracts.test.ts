/** The demo runs what was compiled ahead of time: it must be what the sources beside it say. `-u` compiles anew. */
import { expect, test } from 'vitest';
import { compileContracts, contractsDir } from './treasuryContracts.ts';

test('compiled.json is what solc makes of the sources', async () => {
  const text = `${JSON.stringify(compileContracts(), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot(`${contractsDir}compiled.json`);
}, 60_000);
