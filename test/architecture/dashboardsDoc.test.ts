/** docs/dashboards.md: every page that is registered is in its table, and it says rightly who sees it. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type Build, dashboards } from '../../dashboards/definitions/index.ts';
import { fullFleet } from '../unit/dashboards/support/fleets.ts';

const docs = new URL('../../docs/', import.meta.url);
const text = readFileSync(new URL('dashboards.md', docs), 'utf8');
const builds: readonly (readonly [string, Build])[] = Object.entries(dashboards);

it.each(builds)('has %s, by its title and its file', (name, build) => {
  const page = build('operator', fullFleet());
  const row = text.split('\n').find((line) => line.startsWith(`| **${page?.title}**`));
  const [, , question, members, from] = row?.split('|').map((cell) => cell.trim()) ?? [];
  expect(question, name).toMatch(/\?$/);
  expect(members, name).toBe(build('public', fullFleet()) === undefined ? 'no' : 'yes');
  expect(from).toBe(`[${name}.ts](../dashboards/definitions/${name}.ts)`);
  expect(existsSync(new URL(`../dashboards/definitions/${name}.ts`, docs))).toBe(true);
});
