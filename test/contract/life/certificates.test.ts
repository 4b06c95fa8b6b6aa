/** Certificates and clocks of real endpoints: a TLS server whose certificate openssl makes, and Date headers over HTTP. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Secret } from '../../../collector/config/secret.ts';
import { hasCertificate, readCertificate } from '../../../collector/rpc/certificate.ts';
import { createPool } from '../../../collector/rpc/pool.ts';
import { startSim } from '../../../demo/sim/main.ts';

const certificate = (days: number) => {
  const dir = mkdtempSync(join(tmpdir(), 'headwatch-tls-'));
  try {
    const [key, cert] = [join(dir, 'key.pem'), join(dir, 'cert.pem')];
    const about = ['-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=rpc.example.org', '-keyout', key, '-out', cert];
    execFileSync('openssl', ['req', '-x509', ...about, '-days', String(days)], { stdio: 'ignore' });
    return { key: readFileSync(key), cert: readFileSync(cert) };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
};

const secure = async (days: number) => {
  let requests = 0;
  const server = createServer(certificate(days), (_request, response) => {
    requests += 1;
    response.end('ok');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { url: new Secret(`https://127.0.0.1:${port}/planted-key`), requests: () => requests };
};

test('until when a certificate holds is read without a question, though nobody has signed it', async () => {
  const server = await secure(10);
  const reading = await readCertificate(server, 5);
  const days = 'expiry' in reading ? (reading.expiry - Date.now() / 1000) / 86_400 : undefined;
  expect(days).toBeGreaterThan(9.9);
  expect(days).toBeLessThan(10.1);
  expect(server.requests()).toBe(0);
});

test('who does not answer, or speaks no TLS, gives a reason in time', async () => {
  const plain = createTcpServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  const mute = createTcpServer();
  const urls: Secret[] = [];
  for (const server of [plain, mute]) {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    urls.push(new Secret(`wss://127.0.0.1:${(server.address() as AddressInfo).port}`));
  }
  const [spoken, silent] = urls;
  expect(spoken && (await readCertificate({ url: spoken }, 2))).toEqual({ reason: 'tls' });
  expect(silent && (await readCertificate({ url: silent }, 0.3))).toEqual({ reason: 'timeout' });
  expect(await readCertificate({ url: new Secret('https://127.0.0.1:1/') }, 2)).toEqual({ reason: 'refused' });
  expect(hasCertificate({ url: new Secret('http://127.0.0.1:1/') })).toBe(false);
});

test('a pool learns the clock of its endpoint from answers that are asked for anyway', async () => {
  const sim = await startSim({ anvil: 'none', latencyMs: { min: 0, max: 0 } });
  const pool = createPool({ url: new Secret(sim.targets['arb-eu'] ?? ''), headers: {}, via: 'direct' });
  try {
    const ask = () => pool.exchange({ method: 'GET', deadline: 2 });
    expect(pool.clock()).toBeUndefined();
    await ask();
    const right = pool.clock();
    // The server keeps the text of a second for a moment longer on a busy machine.
    const late = 0.2;
    expect(Math.abs(right?.offset ?? 9)).toBeLessThanOrEqual((right?.uncertainty ?? 0) + late);
    await sim.set({ target: 'arb-eu', mode: 'skew', seconds: 30 }, true);
    await ask();
    const wrong = pool.clock();
    expect(Math.abs((wrong?.offset ?? 0) + 30)).toBeLessThanOrEqual((wrong?.uncertainty ?? 0) + late);
    expect(wrong?.uncertainty).toBeLessThan(1);
  } finally {
    await pool.close();
    await sim.stop();
  }
});
