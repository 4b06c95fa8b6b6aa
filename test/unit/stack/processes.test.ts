import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { freePorts } from '../../../demo/stack/ports.ts';
import { createProcesses, type ProcessSpec } from '../../../demo/stack/processes.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'headwatch-processes-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const node = (name: string, code: string, more: Partial<ProcessSpec> = {}): ProcessSpec => ({
  name,
  command: process.execPath,
  args: ['-e', code],
  ...more,
});
const serve = (port: number): string =>
  `require('node:http').createServer((q, s) => s.end('ok')).listen(${port}, '127.0.0.1')`;
const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
};

describe('createProcesses', () => {
  it('returns what a process announced, kills it, and brings it back on the same port', async () => {
    const [port = 0] = await freePorts(1);
    const processes = createProcesses({ logs: join(dir, 'logs') });
    try {
      const said = await processes.start(
        node('web', `console.log(JSON.stringify({ url: 'here' })); ${serve(port)}`, {
          announces: true,
          ready: `http://127.0.0.1:${port}/`,
        }),
      );
      expect(said).toEqual({ url: 'here' });
      const first = processes.pid('web');
      await processes.kill('web');
      expect(processes.isRunning('web')).toBe(false);
      await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
      await processes.restart('web');
      expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
      expect(processes.pid('web')).not.toBe(first);
    } finally {
      await processes.stop();
    }
  });

  it('fails with the end of the log when a process dies before it is ready', async () => {
    const processes = createProcesses({ logs: join(dir, 'logs') });
    const spec = node('broken', "console.error('no such option'); process.exit(3)", { ready: 'http://127.0.0.1:1/' });
    await expect(processes.start(spec)).rejects.toThrow(/broken ended before it was ready \(exit code 3\)\nno such/);
    await expect(processes.run(node('job', "console.error('bad fleet'); process.exit(2)"))).rejects.toThrow(
      /job failed \(exit code 2\)\nbad fleet/,
    );
    expect(await processes.run(node('fine', "console.log('done')"))).toBe('done\n');
    await processes.stop();
  });

  it('does not take somebody else who listens on the port for the process', async () => {
    const [port = 0] = await freePorts(1);
    const processes = createProcesses({ logs: join(dir, 'logs') });
    const ready = `http://127.0.0.1:${port}/`;
    try {
      await processes.start(node('stranger', serve(port), { ready }));
      const late = node('late', "setTimeout(() => { throw new Error('EADDRINUSE') }, 300)", { ready, says: 'ready' });
      await expect(processes.start(late)).rejects.toThrow(/late ended before it was ready[\s\S]*EADDRINUSE/);
    } finally {
      await processes.stop();
    }
  });

  it('ends one that ignores SIGTERM, with its own children, and says when one ends that nobody ended', async () => {
    const unexpected: string[] = [];
    const processes = createProcesses({
      logs: join(dir, 'logs'),
      graceMs: 200,
      onUnexpectedExit: (name, how) => unexpected.push(`${name} ${how}`),
    });
    const stubborn = `process.on('SIGTERM', () => undefined); setInterval(() => undefined, 1000);
      const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)']);
      console.log(JSON.stringify({ child: child.pid }));`;
    const said = await processes.start(node('stubborn', stubborn, { announces: true }));
    const { child } = said as { child: number }; // the process above prints exactly this
    await processes.start(node('short', 'setTimeout(() => process.exit(4), 50)'));
    await vi.waitFor(() => expect(unexpected).toEqual(['short exit code 4']), { timeout: 5000 });
    expect(alive(child)).toBe(true);
    await processes.stop();
    expect(processes.isRunning('stubborn')).toBe(false);
    await vi.waitFor(() => expect(alive(child)).toBe(false), { timeout: 5000 });
    expect(unexpected).toHaveLength(1);
  });

  it('leaves no process and no directory when the parent is killed outright', async () => {
    const home = join(dir, 'home');
    const script = `
      import { createProcesses } from ${JSON.stringify(join(import.meta.dirname, '../../../demo/stack/processes.ts'))};
      const processes = createProcesses({ logs: ${JSON.stringify(join(home, 'logs'))}, directories: [${JSON.stringify(home)}] });
      await processes.start({ name: 'p', command: process.execPath, args: ['-e', 'setInterval(() => undefined, 1000)'] });
      console.log(processes.pid('p'));
      setInterval(() => undefined, 1000);`;
    const parent: ChildProcess = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const pid = await new Promise<number>((resolve) => {
      parent.stdout?.once('data', (data: Buffer) => resolve(Number(data.toString())));
    });
    expect(alive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await vi.waitFor(() => expect([alive(pid), existsSync(home)]).toEqual([false, false]), { timeout: 10_000 });
  }, 20_000);
});

describe('freePorts', () => {
  it('gives different ports below those of outgoing connections and of the simulated fleet, never one twice', async () => {
    const ports = await freePorts(20);
    expect(new Set(ports).size).toBe(20);
    expect(ports.every((port) => port >= 1024 && port < 20_000)).toBe(true);
    const more = await freePorts(20);
    expect(more.filter((port) => ports.includes(port))).toEqual([]);
  });
});
