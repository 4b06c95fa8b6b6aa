import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Incident } from '../../../alerts/router/incident.ts';
import { buildStatus } from '../../../alerts/router/status.ts';
import { statusReference } from '../../../cli/reference/status.ts';
import { type Status, statusSchema } from '../../../collector/status.ts';
import { up } from '../dashboards/support/statuses.ts';
import { fleetOf, nodeView, viewOf } from './fleet.ts';

const now = 1_795_000_000;

const incident: Incident = {
  id: '2026-11-22-1',
  scope: 'edge:arb',
  region: 'eu',
  headline: 'EdgeDown',
  state: 'firing',
  severity: 'page',
  peak: 'page',
  openedAt: now - 60,
  resolvedAt: null,
  ackedAt: null,
  ackedBy: null,
  messageId: '1',
  sentAt: now,
  sentMaterial: null,
  heldUntil: null,
  reopened: 0,
  newPages: 0,
  causes: [],
};

/** Every list has something in it, and every part that may be null is there. */
const full: Status = buildStatus({
  fleet: fleetOf(),
  now,
  view: viewOf(now - 1, { nodes: fleetOf().nodes.map((node) => nodeView(node.name)) }),
  readings: [],
  watching: 0,
  open: [incident],
  last: [{ ...incident, state: 'resolved', resolvedAt: now - 5 }],
  standing: ['Nobody will be paged.'],
  sla: up.sla ?? undefined,
  maintenance: up.maintenance ?? undefined,
});
const empty: Status = buildStatus({
  fleet: fleetOf({ edges: [], nodes: [] }),
  now,
  view: undefined,
  readings: undefined,
  watching: 0,
  open: [],
  last: [],
  standing: [],
});

/** As it goes over the wire. */
const sent = (status: Status): unknown => JSON.parse(JSON.stringify(status));

describe('status.json', () => {
  test.each([
    ['full', full],
    ['empty', empty],
  ])('is what its schema says, no field more: %s', (_, status) => {
    expect(statusSchema.parse(sent(status))).toEqual(sent(status));
  });

  test('may grow: a reader of this version reads the next one', () => {
    const later = { ...full, news: 1, edges: full.edges.map((edge) => ({ ...edge, more: [] })) };
    expect(statusSchema.parse(sent(later))).toEqual(sent(full));
  });

  test.each([
    ['a field is missing', { validUntil: undefined }],
    ['a null is a zero where it must not be', { at: null }],
    ['a word is unknown', { state: 'fine' }],
    ['it is of another version', { version: 2 }],
  ])('is refused when %s', (_, wrong) => {
    expect(statusSchema.safeParse(sent({ ...full, ...wrong } as Status)).success).toBe(false);
  });
});

describe('docs/status.md', () => {
  const page = readFileSync(fileURLToPath(new URL('../../../docs/status.md', import.meta.url)), 'utf8');

  test('is generated from the schema: run `npm run generate`', () => {
    expect(page).toBe(statusReference());
  });

  const walk = (value: unknown, path: string): readonly (readonly [string, string])[] => {
    if (Array.isArray(value)) return walk(value[0], `${path}[]`);
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([name, part]) => [
      [path, name] as const,
      ...walk(part, path === '' ? name : `${path}.${name}`),
    ]);
  };
  const sections = new Map(
    page.split('\n### ').map((section) => [section.slice(0, section.indexOf('\n')).replaceAll('`', ''), section]),
  );

  test('documents every field that the router sends, where it is', () => {
    const fields = walk(sent(full), '');
    expect(fields.length).toBeGreaterThan(60);
    for (const [path, name] of fields) {
      const section = sections.get(path === '' ? 'The whole' : path) ?? '';
      const own = /^As `(.+)`\.$/m.exec(section)?.[1];
      expect((own === undefined ? section : sections.get(own)) ?? '', `${path} ${name}`).toMatch(
        new RegExp(`^\\| \`${name}\` \\| \\S.* \\| \\S.* \\|$`, 'm'),
      );
    }
  });
});
