/** The fences of docs/architecture.md are lint errors: each room has one, and none stands where nothing is. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

interface Override {
  readonly includes: readonly string[];
  readonly linter?: { readonly rules?: { readonly style?: { readonly noRestrictedImports?: unknown } } };
}
// Only the fields that are compared are read.
const { overrides } = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8')) as { overrides: readonly Override[] };
const fences = overrides.flatMap(({ includes, linter }) =>
  linter?.rules?.style?.noRestrictedImports ? [includes] : [],
);

/** `room/**`, `room/*.ts` or a file. */
const covers = (pattern: string, file: string): boolean => {
  if (pattern.endsWith('/**')) return file.startsWith(pattern.slice(0, -2));
  if (!pattern.endsWith('/*.ts')) return pattern === file;
  const dir = pattern.slice(0, -'*.ts'.length);
  return file.startsWith(dir) && !file.slice(dir.length).includes('/');
};
const inside = (includes: readonly string[], file: string): boolean => {
  const last = includes.findLast((pattern) => covers(pattern.replace(/^!/, ''), file));
  return last !== undefined && !last.startsWith('!');
};

const filesOf = (room: string): readonly string[] =>
  readdirSync(join(root, room), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
const files = ['collector', 'exporters', 'alerts', 'treasury', 'dashboards', 'demo'].flatMap(filesOf);

it('has one fence around each file of a room', () => {
  expect(files.filter((file) => fences.filter((includes) => inside(includes, file)).length !== 1)).toEqual([]);
});

it('has no fence around nothing', () => {
  const all = [...files, ...filesOf('cli')];
  const patterns = fences.flat().map((pattern) => pattern.replace(/^!/, ''));
  expect(patterns.filter((pattern) => !all.some((file) => covers(pattern, file)))).toEqual([]);
});
