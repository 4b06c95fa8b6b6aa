/** What begins after the first ticks and cannot: it is said, and what members live through is judged without it. */
import { createServer } from 'node:net';
import { expect, it, onTestFinished, vi } from 'vitest';
import { parseFleet } from '../../../collector/config/load.ts';
import type { Log } from '../../../collector/log.ts';
import { startCollector } from '../../../collector/main.ts';
import { kinds } from '../../../exporters/kinds.ts';

const { treasuryStarted } = vi.hoisted(() => ({ treasuryStarted: vi.fn() }));

vi.mock('../../../exporters/index.ts', async (original) => ({
  ...(await original<typeof import('../../../exporters/index.ts')>()),
  loadCloudflare: async () => {
    throw new Error('a module is missing');
  },
  loadTreasury: async () => treasuryStarted,
}));

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

it('a part that cannot begin ends neither the ticks nor another part; the log and /readyz say which it is', async () => {
  const listen = `127.0.0.1:${await freePort()}`;
  const text = `
service: { name: t }
vantage: eu
nodes:
  - { name: n1, kind: evm, chain: arbitrum-one, region: eu, rpc: "http://127.0.0.1:1" }
collector: { listen: "${listen}" }
`;
  const fleet = parseFleet(text, { file: 't', home: '/nonexistent', kinds, env: {}, readFile: () => undefined });
  const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  // Of pino's many ways to be called only these are asked for.
  const collector = await startCollector({ fleet, log: log as unknown as Log });
  onTestFinished(collector.stop);
  expect(treasuryStarted).toHaveBeenCalledOnce();
  expect(log.error).toHaveBeenCalledWith({ part: 'cloudflare', error: 'a module is missing' }, expect.any(String));

  const ready = async () => {
    const response = await fetch(`http://${listen}/readyz`);
    return { status: response.status, text: await response.text() };
  };
  await vi.waitFor(async () => expect((await ready()).text).toContain('cloudflare'), 5000);
  expect((await ready()).status).toBe(503);
  await vi.waitFor(async () => {
    expect(await collector.registry.render('fast')).toMatch(/^headwatch_ticks_total\{.*outcome="ok"\} [1-9]/m);
  }, 5000);
});
