/** Whether Prometheus would take the user's expressions and templates: its own tool says, where it is installed. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { ConfigFault } from '../../../collector/config/configError.ts';
import { rulesDir } from './index.ts';
import type { UserRuleFile } from './shape.ts';

export interface SyntaxReport {
  readonly faults: readonly ConfigFault[];
  /** False when there was something to check and promtool is not on PATH. */
  readonly checked: boolean;
}

/** What promtool prints of one rule: `/home/rules.d/mine.yml: 5:15: group "a", rule 1, "Name": why`. */
const line = /: (?:\d+:\d+: )?(group "[^"]*", rule \d+), "([^"]*)": (.*)$/;

const faultsOf = (file: string, said: string): readonly ConfigFault[] => {
  const found = said.split('\n').flatMap((text) => {
    const [, place, rule, why] = line.exec(text) ?? [];
    return why === undefined ? [] : [{ path: `rules.d/${file}: ${place} (${rule})`, found: why }];
  });
  // Whatever it says in other words is told whole rather than lost.
  const all =
    found.length > 0 ? found : [{ path: `rules.d/${file}`, found: said.replaceAll(/\s+/g, ' ').slice(0, 300) }];
  return all.map((fault) => ({ ...fault, expected: 'what promtool accepts' }));
};

const ask = (home: string, file: string): Promise<readonly ConfigFault[] | undefined> =>
  new Promise((resolve) => {
    const options = { timeout: 30_000 };
    execFile('promtool', ['check', 'rules', join(rulesDir(home), file)], options, (error, stdout, stderr) => {
      if (!error) resolve([]);
      else if (error.code === 'ENOENT') resolve(undefined);
      else resolve(faultsOf(file, `${stderr}${stdout}`.replace(/^Checking .*\n/gm, '').trim()));
    });
  });

/** Files whose shape is wrong already are not in `files`, and told by `readUserRules`. */
export const checkSyntax = async (home: string, files: readonly UserRuleFile[]): Promise<SyntaxReport> => {
  const answers = await Promise.all(files.map(({ name }) => ask(home, `${name}.yml`)));
  return {
    faults: answers.flatMap((answer) => answer ?? []),
    checked: answers.every((answer) => answer !== undefined),
  };
};
