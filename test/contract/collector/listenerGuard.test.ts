/** The private listeners against what a web page in somebody's browser can send to loopback. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { afterEach, expect, it, onTestFinished, vi } from 'vitest';
import { browserCheck } from '../../../collector/http/refuseBrowsers.ts';
import { startServer } from '../../../collector/http/server.ts';
import type { RecordingRange } from '../../../collector/record/tellRecording.ts';
import { createRegistry } from '../../../collector/registry/registry.ts';

let server: { stop(): Promise<void> } | undefined;
afterEach(() => server?.stop());

async function* noLines(): AsyncGenerator<string> {
  yield '{"kind":"recording"}\n';
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

const serve = async (
  debugProbe: (node: string) => Promise<unknown> | undefined,
  recording: (range: RecordingRange) => AsyncGenerator<string> = noLines,
): Promise<number> => {
  const port = await freePort();
  server = await startServer({
    listen: `127.0.0.1:${port}`,
    registry: createRegistry(['fast', 'slow']),
    view: () => {
      throw new Error('planted');
    },
    recording,
    notReady: () => undefined,
    debugProbe,
    beforeScrape: () => undefined,
  });
  return port;
};

/** fetch does not let a test choose Host and Sec-Fetch headers. */
const get = (port: number, path: string, headers: Record<string, string> = {}) =>
  new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, headers }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => {
        text += String(chunk);
      });
      response.on('end', () => resolve({ status: response.statusCode, text }));
    });
    sent.on('error', reject).end();
  });

/** Requests that a server of this process has taken from now on. */
const arrivals = (): (() => number) => {
  let count = 0;
  const one = (): void => {
    count++;
  };
  subscribe('http.server.request.start', one);
  onTestFinished(() => {
    unsubscribe('http.server.request.start', one);
  });
  return () => count;
};

it('a page reads nothing, by whatever name it reaches loopback; curl and Prometheus do', async () => {
  const port = await serve(() => undefined);
  expect((await get(port, '/metrics/fast')).status).toBe(200);
  expect((await get(port, '/metrics/fast', { host: `localhost:${port}` })).status).toBe(200);
  for (const headers of [
    { host: `rebound.example.org:${port}` },
    { origin: 'https://page.example.org' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
  ]) {
    for (const path of ['/metrics/fast', '/api/recording']) {
      const answer = await get(port, path, headers);
      expect([answer.status, /headwatch_|recording/.test(answer.text)]).toEqual([403, false]);
    }
  }
});

it('names that fleet.yaml gives, and any name of a listener beyond loopback, are let in', () => {
  const asked = (host: string) => ({ method: 'GET', headers: { host } });
  expect(browserCheck('127.0.0.1:9760', ['us.example.org:9760'])(asked('us.example.org:9760'))).toBeUndefined();
  expect(browserCheck('0.0.0.0:9760')(asked('collector.example.org:9760'))).toBeUndefined();
  expect(browserCheck('[::1]:9760')(asked('[::1]:9760'))).toBeUndefined();
  // An alert is not lost over a name: a page's POST shows itself by its Origin.
  const post = { method: 'POST', headers: { host: 'proxy.example.org' } };
  expect(browserCheck('127.0.0.1:9761')(post)).toBeUndefined();
});

it('a defect of ours answers with no trace', async () => {
  const port = await serve(() => Promise.reject(new Error('planted')));
  for (const path of ['/api/view', '/debug/probe?node=n']) {
    const { status, text } = await get(port, path);
    expect([status, text]).toEqual([500, 'failed; the fault is ours\n']);
  }
});

it('many replays of one node at a time are one, and the next begins anew', async () => {
  let begun = 0;
  let finish = (): void => undefined;
  const port = await serve(() => {
    begun++;
    return new Promise((resolve) => {
      finish = () => resolve({ begun });
    });
  });
  const arrived = arrivals();
  const waiting = Array.from({ length: 20 }, () => get(port, '/debug/probe?node=n'));
  await vi.waitUntil(() => arrived() === 20 && begun > 0, { timeout: 15_000 });
  finish();
  for (const { text } of await Promise.all(waiting)) expect(text).toBe('{"begun":1}');
  const next = get(port, '/debug/probe?node=n');
  await vi.waitUntil(() => begun === 2, { timeout: 15_000 });
  finish();
  expect((await next).text).toBe('{"begun":2}');
});

it('a recording is told packed or plain, in a range that can be held; a few at a time, and one that is given up is no load', async () => {
  const asked: RecordingRange[] = [];
  let finish: (() => void)[] = [];
  const port = await serve(
    () => undefined,
    async function* slow(range) {
      asked.push(range);
      yield 'first\n';
      await new Promise<void>((resolve) => finish.push(resolve));
      yield 'last\n';
    },
  );
  const url = `http://127.0.0.1:${port}/api/recording`;
  for (const wrong of ['?from=x', '?from=2&to=1', '?from=NaN', '?to=', '?to=1', '?from=1&from=2'])
    expect([wrong, (await fetch(url + wrong)).status]).toEqual([wrong, 400]);
  const now = Date.now() / 1000;
  const [first, second] = [await fetch(`${url}?from=0&to=99999999999`), await fetch(url)];
  expect((await fetch(url)).status).toBe(503);
  expect(first.headers.get('content-encoding')).toBe('gzip');
  expect(first.headers.get('content-type')).toMatch(/^application\/x-ndjson/);
  expect(asked[0]?.from).toBeGreaterThan(now - 2000);
  expect(asked[0]?.to).toBeLessThan(now + 120);
  // One that reads on, and one that goes away.
  await second.body?.cancel();
  for (const go of finish) go();
  expect(await first.text()).toBe('first\nlast\n');
  finish = [];
  const plain = get(port, '/api/recording', { 'accept-encoding': 'identity' });
  while (finish.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  for (const go of finish) go();
  expect((await plain).text).toBe('first\nlast\n');
});
