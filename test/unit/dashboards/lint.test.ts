/** Every rule over every page of both profiles, for every fleet; pages are judged as they are registered. */
import { describe, expect, it } from 'vitest';
import { dashboards } from '../../../dashboards/definitions/index.ts';
import { panelsOf } from '../../../demo/drill/panels/page.ts';
import { exceptions } from './support/exceptions.ts';
import { pages, titleOf } from './support/pages.ts';
import { ruleNames, rules } from './support/rules.ts';

const excused = (rule: string, page: string, panel: string): boolean =>
  exceptions.some((each) => each.rule === rule && each.page === page && each.panel === panel);

describe.each(ruleNames)('a page %s', (rule) => {
  it.each(pages.map((page) => [titleOf(page), page] as const))('%s', (_title, page) => {
    expect(rules[rule](page).filter(({ panel }) => !excused(rule, page.name, panel))).toEqual([]);
  });
});

it('has no exception that is not needed any more, and says why of each', () => {
  for (const { rule, page, panel, reason } of exceptions) {
    const breaches = pages.filter(({ name }) => name === page).flatMap((each) => rules[rule](each));
    expect(breaches.map((breach) => breach.panel)).toContain(panel);
    expect(reason).toMatch(/.{15,}/);
  }
});

describe('the pages', () => {
  it('are all that are registered, for operators of a full fleet', () => {
    const built = pages.filter(({ fleet, profile }) => fleet === 'full' && profile === 'operator');
    expect(built.map(({ name }) => name).toSorted()).toEqual(Object.keys(dashboards).toSorted());
  });

  it('have the same panels under the same ids, whatever else the fleet has', () => {
    const idsOf = (fleet: string, page: (typeof pages)[number]): ReadonlyMap<string, number> => {
      const json = pages.find(
        (each) => each.fleet === fleet && each.profile === page.profile && each.name === page.name,
      );
      return new Map((json ? panelsOf(json.json) : []).map(({ title, id }) => [title, id]));
    };
    for (const page of pages.filter(({ fleet }) => fleet === 'minimal')) {
      const full = idsOf('full', page);
      for (const { title, id } of panelsOf(page.json)) expect(full.get(title) ?? id, `${page.name} ${title}`).toBe(id);
    }
  });
});
