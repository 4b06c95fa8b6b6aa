/** A real Alertmanager with the generated configuration. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { alertmanagerFile } from '../../../alerts/routing/alertmanager.ts';
import type { Fleet } from '../../../collector/config/fleet.ts';
import { eventually, freePort } from './world.ts';

export interface RunningAlertmanager {
  readonly url: string;
  readonly process: ChildProcess;
  kill(): Promise<void>;
}

export const endOf = async (child: ChildProcess): Promise<void> => {
  child.kill('SIGKILL');
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
};

/** @param cluster flags of its gossip; alone without */
export const alertmanagerOf = async (
  fleet: Fleet,
  cluster: readonly string[] = ['--cluster.listen-address='],
  known?: number,
): Promise<RunningAlertmanager> => {
  const port = known ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const directory = join(fleet.home, `am-${port}`);
  mkdirSync(directory, { recursive: true });
  const file = join(directory, 'alertmanager.yml');
  writeFileSync(file, alertmanagerFile(fleet, 'inline'));
  const child = spawn(
    'prometheus-alertmanager',
    [
      `--config.file=${file}`,
      `--storage.path=${join(directory, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      ...cluster,
    ],
    { stdio: 'ignore' },
  );
  onTestFinished(() => endOf(child));
  await eventually('Alertmanager', async () => (await fetch(`${url}/-/ready`).catch(() => undefined))?.ok, 40);
  return { url, process: child, kill: () => endOf(child) };
};

/** As Prometheus sends it; with `endsAt`, that is when it is over unless it is sent again. */
export const alertBody = (
  labels: Readonly<Record<string, string>>,
  times: { readonly startsAt?: string; readonly endsAt?: string } = {},
): object => ({ labels, annotations: { summary: 'A fixed sentence.' }, ...times });

export const send = async (url: string, alerts: readonly object[]): Promise<void> => {
  const response = await fetch(`${url}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(alerts),
  });
  if (!response.ok) throw new Error(`Alertmanager answered ${response.status}`);
};
