/** A real Prometheus and Alertmanager on loopback for one test; both end with it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Servers {
  readonly prometheus: (port: number, file: string, data: string) => Promise<void>;
  readonly alertmanager: (port: number, file: string, data: string) => Promise<void>;
  readonly nodeExporter: (port: number) => Promise<void>;
  readonly stop: () => Promise<void>;
}

export const createServers = (): Servers => {
  const children: { readonly child: ChildProcess; readonly ended: Promise<void> }[] = [];
  const start = async (command: string, args: readonly string[], ready: string): Promise<void> => {
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let log = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      log = `${log}${chunk.toString()}`.slice(-4000);
    });
    let gone = false;
    const ended = new Promise<void>((resolve) => {
      const end = (): void => {
        gone = true;
        resolve();
      };
      child.once('exit', end);
      child.once('error', end);
    });
    children.push({ child, ended });
    for (let attempt = 0; attempt < 150; attempt += 1) {
      if (gone) throw new Error(`${command} ended at once:\n${log}`);
      const answer = await fetch(ready).catch(() => undefined);
      if (answer?.ok) return;
      await sleep(100);
    }
    throw new Error(`${command} is not ready after 15 s:\n${log}`);
  };
  return {
    prometheus: (port, file, data) =>
      start(
        'prometheus',
        [
          `--config.file=${file}`,
          `--storage.tsdb.path=${data}`,
          `--web.listen-address=127.0.0.1:${port}`,
          '--web.enable-lifecycle',
        ],
        `http://127.0.0.1:${port}/-/ready`,
      ),
    alertmanager: (port, file, data) =>
      start(
        'prometheus-alertmanager',
        [
          `--config.file=${file}`,
          `--storage.path=${data}`,
          `--web.listen-address=127.0.0.1:${port}`,
          '--cluster.listen-address=',
        ],
        `http://127.0.0.1:${port}/-/ready`,
      ),
    nodeExporter: (port) =>
      start('prometheus-node-exporter', [`--web.listen-address=127.0.0.1:${port}`], `http://127.0.0.1:${port}/metrics`),
    stop: async () => {
      for (const { child } of children) child.kill('SIGKILL');
      await Promise.all(children.map(({ ended }) => ended));
    },
  };
};
