/**
 * CPU seconds per 10,000 full node ticks over those of blackbox_exporter doing one HTTP POST a probe, both against the
 * same endpoint in the same run. The order is ours, theirs, ours, so that a machine that slows down shows.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Pool } from 'undici';
import { freePort } from './freePort.ts';

const ticks = 10_000;
const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
const blackboxConfig = `modules:
  head:
    prober: http
    timeout: 2s
    http:
      method: POST
      headers: { Content-Type: application/json }
      body: '{"jsonrpc":"2.0","id":1,"method":"eth_getBlockByNumber","params":["latest",false]}'
      fail_if_body_not_matches_regexp: ['"number":"0x[0-9a-f]+"']
`;

const firstLine = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const [line, rest] = text.split('\n', 2);
      if (rest !== undefined) resolve(line ?? '');
    });
    child.once('exit', (code) => reject(new Error(`ended with ${code} before it said anything`)));
  });

const node = (file: string, ...args: string[]): ChildProcess =>
  spawn(process.execPath, ['--import', 'tsx', here(file), ...args], { stdio: ['ignore', 'pipe', 'inherit'] });

/** User and system CPU seconds of a process so far (Linux: proc(5), 100 ticks a second). */
const cpuOf = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
};

const ours = async (port: string): Promise<number> => {
  const { cpuSeconds, ok } = JSON.parse(await firstLine(node('./probesWorker.ts', port, String(ticks)))) as {
    cpuSeconds: number;
    ok: boolean;
  };
  if (!ok) throw new Error('a node of the bench was not judged ok: the figure would be worth nothing');
  return cpuSeconds;
};

const theirs = async (port: string, dir: string): Promise<number> => {
  const config = join(dir, 'blackbox.yml');
  writeFileSync(config, blackboxConfig);
  const at = await freePort();
  const child = spawn(
    'prometheus-blackbox-exporter',
    [`--config.file=${config}`, `--web.listen-address=127.0.0.1:${at}`],
    {
      stdio: 'ignore',
    },
  );
  const pool = new Pool(`http://127.0.0.1:${at}`, { connections: 20 });
  try {
    const probe = async (): Promise<boolean> => {
      const { body } = await pool.request({
        method: 'GET',
        path: `/probe?module=head&target=http://127.0.0.1:${port}`,
      });
      return (await body.text()).includes('probe_success 1');
    };
    for (let i = 0; i < 50; i++) {
      if (await probe().catch(() => false)) break;
      if (i === 49) throw new Error('blackbox_exporter did not probe: is prometheus-blackbox-exporter installed?');
      await sleep(100);
    }
    await Promise.all(Array.from({ length: 500 }, probe));
    const pid = child.pid ?? 0;
    const before = cpuOf(pid);
    let left = ticks;
    const work = async (): Promise<void> => {
      while (left-- > 0) if (!(await probe())) throw new Error('a probe of blackbox_exporter failed');
    };
    await Promise.all(Array.from({ length: 20 }, work));
    return cpuOf(pid) - before;
  } finally {
    child.kill();
    await pool.destroy();
  }
};

export const run = async (note: (line: string) => void): Promise<Record<string, number>> => {
  const dir = mkdtempSync(join(tmpdir(), 'headwatch-bench-'));
  const server = node('./rpcServer.ts');
  try {
    const port = await firstLine(server);
    note(`${ticks} node ticks, first half of the comparison …`);
    const first = await ours(port);
    note(`${ticks} probes of blackbox_exporter …`);
    const blackbox = await theirs(port, dir);
    note(`${ticks} node ticks again …`);
    const second = await ours(port);
    const mean = (first + second) / 2;
    const round = (value: number): number => Math.round(value * 1000) / 1000;
    return {
      ratio_cpu_vs_blackbox: round(mean / blackbox),
      ticks,
      cpu_s: round(mean),
      cpu_s_first: round(first),
      cpu_s_second: round(second),
      blackbox_cpu_s: round(blackbox),
    };
  } finally {
    server.kill();
    rmSync(dir, { recursive: true, force: true });
  }
};
