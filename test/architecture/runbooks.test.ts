/** A runbook per alert, with content: someone reads it at night. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parser } from '@prometheus-io/lezer-promql';
import { describe, expect, test } from 'vitest';
import { silentAlert, silentName } from '../../alerts/router/watchdog.ts';
import { alertNames, alerts } from '../../alerts/rules/index.ts';
import { runbookPath, runbookUrl } from '../../alerts/rules/links.ts';
import { fleetOf } from '../rules/support/fleets.ts';
import { metricOf, recordedNames, recordingOf } from './support/promqlLint.ts';

const dir = 'docs/runbooks';
const sections = ['Meaning', 'Member impact', 'First three checks', 'Mitigation', 'Escalation', 'False positives'];
/** Characters below which a section says nothing that the alert itself does not say. */
const enough = 100;

const sectionsOf = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text
      .split(/^## /m)
      .slice(1)
      .map((part) => [part.split('\n', 1)[0] ?? '', part.slice(part.indexOf('\n')).trim()]),
  );

const blocks = (text: string, language: string): readonly string[] =>
  [...text.matchAll(new RegExp(`^ *\`\`\`${language}\\n([\\s\\S]*?)^ *\`\`\``, 'gm'))].map((match) =>
    (match[1] ?? '').trim(),
  );

const parses = (promql: string): boolean => {
  let good = true;
  parser.parse(promql).iterate({
    enter: (node) => {
      if (node.type.isError) good = false;
    },
  });
  return good;
};

/** What is wrong with a runbook, in words. */
const faultsOf = (name: string, text: string, known: readonly string[]): readonly string[] => {
  const faults: string[] = [];
  const found = sectionsOf(text);
  if (!text.startsWith(`# ${name}\n`)) faults.push('its title is not the name of the alert');
  if ([...found.keys()].join() !== sections.join()) faults.push(`its sections are ${[...found.keys()].join(', ')}`);
  for (const [section, body] of found) {
    const own = known.reduce((rest, sentence) => rest.replaceAll(sentence, ''), body.replaceAll(/\s+/g, ' '));
    if (own.trim().length < enough) faults.push(`"${section}" says less than ${enough} characters of its own`);
  }
  const checks = found.get('First three checks') ?? '';
  if ((checks.match(/^\d\. /gm) ?? []).join('') !== '1. 2. 3. ') faults.push('it has not three checks');
  const each = checks.split(/^\d\. /m).slice(1);
  for (const [index, check] of each.entries())
    if (!blocks(check, '(?:sh|promql)').some((command) => command !== ''))
      faults.push(`check ${index + 1} has nothing to run`);
  return faults;
};

/** What Prometheus fires, and what the router raises itself. A live drill has none on purpose: nothing is wrong. */
const names = [...alertNames, silentName] as const;

const raised = silentAlert('firing', 0, fleetOf('example'));

const sentencesOf = (name: (typeof names)[number]): readonly string[] => {
  const { summary = '', impact = '', action = '' } = name === silentName ? raised.annotations : alerts[name];
  return [summary, impact, action];
};

test('every alert has a runbook and every runbook an alert', () => {
  const pages = readdirSync(dir).map((file) => file.replace(/\.md$/, ''));
  expect(pages.toSorted()).toEqual([...names].toSorted());
});

test('what the router raises itself links to its runbook and to the dashboard, like every alert', () => {
  expect(raised.annotations).toMatchObject({
    runbook_url: runbookUrl(silentName, fleetOf('example')),
    dashboard_url: expect.stringMatching(/\/d\/headwatch-incidents\?viewPanel=\d+$/),
  });
  // Whoever lets the router raise another alert meets this: it needs a runbook as well.
  const sources = readdirSync('alerts/router', { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const raisers = sources.filter((file) => /origin: 'router',/.test(readFileSync(join('alerts/router', file), 'utf8')));
  expect(raisers).toEqual(['watchdog.ts']);
});

describe.each(names)('the runbook of %s', (name) => {
  const text = readFileSync(join(dir, `${name}.md`), 'utf8');

  test('is where the alert says', () => {
    expect(existsSync(runbookPath(name))).toBe(true);
  });

  test('is complete and not hollow', () => {
    expect(faultsOf(name, text, sentencesOf(name))).toEqual([]);
  });

  test('asks only for series that exist, in PromQL that parses', () => {
    const series = text.match(/headwatch_\w+/g) ?? [];
    expect(series.filter((one) => !metricOf(one))).toEqual([]);
    expect(recordedNames(text).filter((one) => !recordingOf(one))).toEqual([]);
    expect(blocks(text, 'promql').filter((promql) => !parses(promql))).toEqual([]);
  });

  test('names only commands that exist and links only to pages that do', () => {
    const commands = [...text.matchAll(/`headwatch (\w+)/g)].map((match) => match[1] ?? '');
    for (const command of commands) expect(existsSync(`cli/commands/${command}.ts`), command).toBe(true);
    const links = [...text.matchAll(/\]\(([^)#]+)\)/g)].map((match) => match[1] ?? '');
    for (const link of links) expect(existsSync(join(dir, link)), link).toBe(true);
  });
});

describe('a runbook is refused', () => {
  const good = readFileSync(join(dir, 'EdgeDown.md'), 'utf8');

  test('that only repeats what the alert says', () => {
    const { summary, impact, action } = alerts.EdgeDown;
    const hollow = good.replace(
      /## Mitigation[\s\S]*?(?=## Escalation)/,
      `## Mitigation\n\n${summary} ${impact} ${action}\n\n`,
    );
    expect(faultsOf('EdgeDown', hollow, sentencesOf('EdgeDown'))).toEqual([
      '"Mitigation" says less than 100 characters of its own',
    ]);
  });

  test('that lacks a section, a check, or is about another alert', () => {
    expect(faultsOf('EdgeDown', good.replace('## Escalation', '## Else'), [])).toHaveLength(1);
    expect(faultsOf('EdgeDown', good.replace(/^3\. /m, '- '), [])).toEqual(['it has not three checks']);
    expect(faultsOf('EdgeDown', good.replace(/^ *```(?:sh|promql)\n[\s\S]*?^ *```\n/m, ''), [])).toEqual([
      'check 1 has nothing to run',
    ]);
    const empty = good.replace(/(^ *```(?:sh|promql)\n)[\s\S]*?(^ *```\n)/m, '$1$2');
    expect(faultsOf('EdgeDown', empty, [])).toEqual(['check 1 has nothing to run']);
    expect(faultsOf('EdgeDown', good.replace(/(## Escalation\n)[\s\S]*?(?=## )/, '$1\nCall someone.\n\n'), [])).toEqual(
      ['"Escalation" says less than 100 characters of its own'],
    );
    expect(faultsOf('NodeLagging', good, [])).toEqual(['its title is not the name of the alert']);
  });
});
