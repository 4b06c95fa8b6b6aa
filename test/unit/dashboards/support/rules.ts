/**
 * The rules of Grafana's dashboard-linter that matter, over every type of panel, and our own. Each takes a page and says
 * what breaks it; `exceptions.ts` names the panels that may.
 */

import { links } from './rules/links.ts';
import { look } from './rules/look.ts';
import { queries } from './rules/queries.ts';
import { structure } from './rules/structure.ts';

export const rules = { ...structure, ...look, ...queries, ...links };
export type RuleName = keyof typeof rules;
// Object.keys widens to string; the literal's keys are exactly these.
export const ruleNames = Object.keys(rules) as readonly RuleName[];
