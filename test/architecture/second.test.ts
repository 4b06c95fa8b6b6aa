/** The definition of a second is its table, and every line of it is proved: one line, one test, one number. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const page = 'docs/second.md';
const tests = 'test/unit/collector/second.test.ts';

/** Numbers of the lines of the tables, in order. */
const linesOf = (text: string): string[] => [...text.matchAll(/^\| ([SV]\d+) \|/gm)].map(([, line]) => line ?? '');
/** Numbers at the beginning of the names of tests, in order; a test that is skipped proves nothing. */
const testsOf = (text: string): string[] => [...text.matchAll(/^ *it\(\s*'([^' ]+) /gm)].map(([, name]) => name ?? '');

const faultsOf = (text: string, code: string): string[] => {
  const [lines, names] = [linesOf(text), testsOf(code)];
  const twice = (all: readonly string[]): string[] => all.filter((each, at) => all.indexOf(each) !== at);
  return [
    ...lines.filter((line) => !names.includes(line)).map((line) => `line ${line} has no test`),
    ...names.filter((name) => !lines.includes(name)).map((name) => `test ${name} has no line`),
    ...twice(lines).map((line) => `line ${line} is there twice`),
    ...twice(names).map((name) => `test ${name} is there twice`),
  ];
};

describe('the definition of a second', () => {
  it('has a test for each line and a line for each test', () => {
    const text = readFileSync(page, 'utf8');
    expect(linesOf(text).length).toBeGreaterThan(40);
    expect(faultsOf(text, readFileSync(tests, 'utf8'))).toEqual([]);
  });

  it('is refused with a line or a test too many', () => {
    const text = '| S1 | a | good | |\n| S2 | b | bad | |\n';
    expect(faultsOf(text, "it('S1 a', () => {});\n  it('S2 b', () => {});\n")).toEqual([]);
    expect(faultsOf(text, "it('S1 a', () => {});\n")).toEqual(['line S2 has no test']);
    expect(faultsOf(text, "it('S1 a', () => {});\nit.skip('S2 b', () => {});\n")).toEqual(['line S2 has no test']);
    expect(faultsOf(text, "it('S1 a');\nit('S2 b');\nit(\n  'S3 c');\n")).toEqual(['test S3 has no line']);
    expect(faultsOf(`${text}| S2 | c | |\n`, "it('S1 a');\nit('S2 b');")).toEqual(['line S2 is there twice']);
  });
});
