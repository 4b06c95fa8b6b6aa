/** A threshold is written in collector/policy, where alerts, docs/policy.md and dashboards take it from, and nowhere else. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { limits } from '../../collector/policy/ladder.ts';
import { nodeKinds } from '../../exporters/index.ts';

const root = new URL('../../dashboards/definitions/', import.meta.url);
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));

/** What stands between the bracket at `open` and the one that closes it. */
const bracketed = (text: string, open: number): string => {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if ('([{'.includes(text[at] ?? '')) depth++;
    if (')]}'.includes(text[at] ?? '') && --depth === 0) return text.slice(open + 1, at);
  }
  return text.slice(open + 1);
};

/** Every expression that becomes a threshold: arguments of the helpers, and steps that are written out. */
const thresholdsIn = (text: string): readonly string[] => [
  ...[...text.matchAll(/\b(?:limit|upTo|onlyZero|least|lostRuns)\(/g)].map((match) =>
    bracketed(text, match.index + match[0].length - 1),
  ),
  ...[...text.matchAll(/\{ from: ([^,}]+), color:/g)].map(([, from = '']) => from),
];

/** Zero is no threshold but the absence of what is counted, and ±1 makes "more than" of "at least". */
const literalIn = (expression: string): boolean =>
  /(?<![\w.])\d/.test(expression.replaceAll(/ [+-] 1\b/g, '').replaceAll(/(?<![\w.])0(?![\w.])/g, ''));

/** Numbers that a file gives a name of its own. A day is no threshold but a unit. */
const namedIn = (text: string): readonly string[] =>
  [...text.matchAll(/const (\w+) = [\d._ *]+;/g)].map(([, name = '']) => name).filter((name) => name !== 'day');

const breaches = (text: string): readonly string[] => {
  const named = namedIn(text);
  return thresholdsIn(text).filter(
    (each) => literalIn(each) || named.some((name) => new RegExp(`(?<![\\w.])${name}\\b`).test(each)),
  );
};

it.each(files)('dashboards/definitions/%s writes no threshold of its own', (file) => {
  expect(breaches(readFileSync(new URL(file, root), 'utf8'))).toEqual([]);
});

it.each([
  ['limit(0.05, limits.routerDown)', ['0.05, limits.routerDown']],
  ['upTo(3 * limits.beatEvery)', ['3 * limits.beatEvery']],
  ['const busy = 0.5;\nlimit(busy, whole)', ['busy, whole']],
  ["[{ from: 3, color: 'red' }]", ['3']],
  ["limit(policy.flapping + 1), [{ from: 0, color: 'red' }], least(policy.due / day)", []],
])('would see %j', (text, seen) => {
  expect(breaches(text)).toEqual(seen);
});

describe('what is written elsewhere as well', () => {
  it.each(['prometheus.yml', 'deploy/prometheus-scale.yml'])('%s gives the fast lane up when panels say so', (file) => {
    const text = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
    // Only the field that is compared is read.
    const { scrape_configs: jobs } = parse(text) as {
      scrape_configs: readonly { scrape_interval?: string; scrape_timeout?: string }[];
    };
    const fast = jobs.filter(({ scrape_interval: every }) => every === '1s').map((job) => job.scrape_timeout);
    expect(fast).toContain(`${limits.scrapeTimeout * 1000}ms`);
  });

  it('no slow probe runs less often than the age of the slowest is coloured by', () => {
    const every = Object.values(nodeKinds).flatMap(({ slow }) => slow.map((probe) => probe.everySeconds));
    expect(Math.max(...every)).toBe(limits.probeSlowest);
  });
});
