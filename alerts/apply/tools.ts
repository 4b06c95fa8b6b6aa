/** promtool and amtool over a tree that is not live yet: nothing that they refuse is ever written or reloaded. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';

export interface ToolReport {
  readonly tool: 'promtool' | 'amtool';
  /** `missing`: not on PATH, so nothing was checked. */
  readonly outcome: 'ok' | 'refused' | 'missing';
  /** What it printed, when it refused. May quote the configuration, so it is only shown with secrets taken out. */
  readonly output: string;
}

const run = (tool: ToolReport['tool'], args: readonly string[]): Promise<ToolReport> =>
  new Promise((resolve) => {
    execFile(tool, args, { timeout: 30_000 }, (error, stdout, stderr) => {
      if (!error) resolve({ tool, outcome: 'ok', output: '' });
      else if (error.code === 'ENOENT') resolve({ tool, outcome: 'missing', output: '' });
      else resolve({ tool, outcome: 'refused', output: `${stdout}${stderr}`.trim() });
    });
  });

/** Checks prometheus.yml, with all rules that it names, and alertmanager.yml in a directory. */
export const checkConfigs = (dir: string): Promise<readonly ToolReport[]> =>
  Promise.all([
    run('promtool', ['check', 'config', join(dir, 'prometheus.yml')]),
    run('amtool', ['check-config', join(dir, 'alertmanager.yml')]),
  ]);
