/**
 * The user's own rules, `rules.d/*.yml` beside fleet.yaml: read, judged, and written into
 * `generated/prometheus/rules/user-NAME.yml`. They need no route of their own: whatever has a severity, a scope and a
 * region goes to the router as a warning of ours does.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument, stringify } from 'yaml';
import { createDraft } from '../../../collector/config/checks/draft.ts';
import { ConfigError, type ConfigFault } from '../../../collector/config/configError.ts';
import type { Fleet } from '../../../collector/config/fleet.ts';
import { schemaFaults } from '../../../collector/config/read/schemaFaults.ts';
import { generatedHeader } from '../generatedHeader.ts';
import { judgeFiles } from './judge.ts';
import { ruleFileSchema, type UserRuleFile } from './shape.ts';

export type { UserRuleFile } from './shape.ts';

export interface UserRules {
  readonly files: readonly UserRuleFile[];
  readonly faults: readonly ConfigFault[];
}

export const rulesDir = (home: string): string => join(home, 'rules.d');

const placeOf = (file: string, at: string): string => (at === '' ? `rules.d/${file}` : `rules.d/${file}: ${at}`);

/** Nothing in a rule is secret, but a text is not repeated where only its kind is wrong. */
const plain = (found: string): string => (found === '[redacted]' ? 'another text' : found);

const readOne = (
  dir: string,
  file: string,
): { readonly groups?: UserRuleFile['groups']; readonly faults: ConfigFault[] } => {
  let text: string;
  try {
    text = readFileSync(join(dir, file), 'utf8');
  } catch {
    return { faults: [{ path: placeOf(file, ''), found: 'a file that cannot be read', expected: 'a readable file' }] };
  }
  const document = parseDocument(text);
  if (document.errors.length > 0) {
    const faults = document.errors.map(({ code, linePos }) => ({
      path: placeOf(file, linePos ? `line ${linePos[0].line}` : ''),
      found: `no YAML (${code})`,
      expected: 'a rule file of Prometheus',
    }));
    return { faults };
  }
  const data: unknown = document.toJS() ?? {};
  const parsed = ruleFileSchema.safeParse(data);
  if (parsed.success) return { groups: parsed.data.groups, faults: [] };
  const placed = schemaFaults(parsed.error.issues, data, ruleFileSchema, new Set());
  const faults = placed.map(({ path, found, expected }) => ({
    path: placeOf(file, path),
    found: plain(found),
    expected,
  }));
  // Without the faulty parts the rest can still be judged, so that everything is told at once.
  const rest = ruleFileSchema.safeParse(
    createDraft(
      data,
      placed.map(({ at }) => at),
    ),
  );
  return rest.success ? { groups: rest.data.groups, faults } : { faults };
};

/**
 * Reads and judges all of them; PromQL itself is checked by `checkSyntax`.
 * @param fleet undefined when fleet.yaml itself is faulty
 */
export const readUserRules = (home: string, fleet: Fleet | undefined): UserRules => {
  const dir = rulesDir(home);
  const names = existsSync(dir)
    ? readdirSync(dir)
        .filter((name) => !name.startsWith('.'))
        .toSorted()
    : [];
  const faults: ConfigFault[] = [];
  const files: UserRuleFile[] = [];
  for (const file of names) {
    if (!/^[A-Za-z0-9][\w-]*\.yml$/.test(file)) {
      const expected = 'files named NAME.yml, with a NAME of letters, digits, - and _; move anything else away';
      faults.push({ path: placeOf(file, ''), found: 'another file', expected });
      continue;
    }
    const { groups, faults: own } = readOne(dir, file);
    faults.push(...own);
    if (groups) files.push({ name: file.replace(/\.yml$/, ''), groups });
  }
  judgeFiles(files, fleet, (name) => (at, expected, found) => {
    faults.push({ path: placeOf(`${name}.yml`, at), found, expected });
  });
  return { files, faults };
};

/** The same where a fault is the end. @throws ConfigError with every fault */
export const userRulesOf = (fleet: Fleet): readonly UserRuleFile[] => {
  const { files, faults } = readUserRules(fleet.home, fleet);
  if (faults.length > 0) throw new ConfigError(rulesDir(fleet.home), faults);
  return files;
};

/** Path below `generated/` → content. */
export const userRuleFiles = (files: readonly UserRuleFile[]): ReadonlyMap<string, string> =>
  new Map(
    files.map(({ name, groups }) => [
      `prometheus/rules/user-${name}.yml`,
      `${generatedHeader.trimEnd()} Written from rules.d/${name}.yml.\n${stringify({ groups }, { lineWidth: 0 })}`,
    ]),
  );
