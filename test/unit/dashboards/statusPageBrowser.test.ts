/** The page in a real browser: on a phone, old, left open, and without script. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Status } from '../../../collector/status.ts';
import { renderStatusPage } from '../../../dashboards/statusPage/render.ts';
import { pagePolicy } from '../../../dashboards/statusPage/script.ts';
import { onPath } from '../../contract/standins/support.ts';
import { at, degraded, down, unknown, up } from './support/statuses.ts';

let browser: Browser;
const home = mkdtempSync(join(tmpdir(), 'headwatch-page-'));
beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: onPath('chromium', 'chromium-browser', 'google-chrome'),
    args: ['--no-sandbox', '--disable-gpu'],
  });
}, 30_000);
afterAll(async () => {
  await browser?.close();
  rmSync(home, { recursive: true, force: true });
});

const phone = { width: 390, height: 844 };

/** A page on a phone; `complaints` is what the browser refused or stumbled over. */
const newPage = async (options: BrowserContextOptions = {}): Promise<{ page: Page; complaints: string[] }> => {
  const page = await browser.newPage({ viewport: phone, ...options });
  onTestFinished(() => page.close());
  page.setDefaultTimeout(10_000);
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  return { page, complaints };
};

const copyOf = (status: Status): string => {
  const file = join(home, 'index.html');
  writeFileSync(file, renderStatusPage(status, 30));
  return `file://${file}`;
};

const later = (seconds: number): Date => new Date((at + seconds) * 1000);

const statesOn = (page: Page): Promise<string[]> => page.locator('.state:not(.past)').allTextContents();

/** Colours of the `good` tone, and everything on the page that is drawn in one of them. */
const greenOn = (page: Page): Promise<readonly string[]> =>
  page.evaluate(`(() => {
    const probe = document.createElement('i');
    document.body.append(probe);
    const rgb = (name) => { probe.style.color = getComputedStyle(document.documentElement).getPropertyValue(name); return getComputedStyle(probe).color; };
    const green = new Set([rgb('--good'), rgb('--good-tint')]);
    probe.remove();
    return [...document.querySelectorAll('body *')].filter((part) => {
      const { color, backgroundColor, borderTopColor, borderLeftColor } = getComputedStyle(part);
      return [color, backgroundColor, borderTopColor, borderLeftColor].some((each) => green.has(each));
    }).map((part) => part.textContent.trim().slice(0, 40));
  })()`);

describe.each(Object.entries({ up, degraded, down, unknown }))('%s', (_, status) => {
  it('fits a phone without scrolling sideways, young and old, and is refused nothing', async () => {
    const { page, complaints } = await newPage();
    for (const seconds of [5, 5_000_000]) {
      await page.clock.setFixedTime(later(seconds));
      await page.goto(copyOf(status));
      const fits = `[document.documentElement, ...document.querySelectorAll('.sheet')].every((part) => part.scrollWidth <= part.clientWidth)`;
      expect(await page.evaluate(fits)).toBe(true);
    }
    expect(complaints).toEqual([]);
  });
});

describe('a copy', () => {
  it('that is young says what it said', async () => {
    const { page } = await newPage();
    await page.clock.setFixedTime(later(119));
    await page.goto(copyOf(up));
    expect(await page.locator('h1').textContent()).toBe('Up in all regions');
    expect(await page.title()).toBe('✔ Up · example-rpc');
    expect((await greenOn(page)).length).toBeGreaterThan(5);
  });

  it.each([
    ['minutes', 185, '3 m 5 s'],
    ['days', 2 * 86_400 + 3 * 3600, '2 d 3 h'],
  ])('that is %s old says unknown wherever it named a state, and shows nothing green', async (_, seconds, age) => {
    const { page } = await newPage();
    await page.clock.setFixedTime(later(seconds));
    await page.goto(copyOf(up));
    expect(await page.locator('h1').textContent()).toBe(`Unknown: this copy is ${age} old`);
    expect(await page.locator('.advice').textContent()).toContain('was true at 13:00:00 UTC, 22 Nov 2026');
    expect(await page.title()).toBe('? Unknown · example-rpc');
    const states = await statesOn(page);
    expect(states.length).toBeGreaterThan(10);
    expect(new Set(states)).toEqual(new Set([`? unknown: this copy is ${age} old`]));
    expect(await greenOn(page)).toEqual([]);
    expect(await page.getAttribute('link[rel=icon]', 'href')).toContain(encodeURIComponent('#6045a8'));
  });

  it('of which nobody can say how old it is says unknown too', async () => {
    const { page } = await newPage();
    await page.goto(copyOf({ ...up, at: Number.NaN, validUntil: Number.NaN }));
    expect(await page.locator('h1').textContent()).toBe('Unknown: the age of this copy is not known');
    expect(await greenOn(page)).toEqual([]);
  });

  it('read without script says when it was true, and until when', async () => {
    const { page } = await newPage({ javaScriptEnabled: false });
    await page.goto(copyOf(up));
    const line = page.locator('header + noscript p');
    expect(await line.isVisible()).toBe(true);
    expect(await line.textContent()).toContain('Without script this page cannot tell how old it is.');
    expect(await line.textContent()).toContain(
      'true at 13:00:00 UTC, 22 Nov 2026; after 13:02:00 UTC it means unknown',
    );
  });
});

describe('left open', () => {
  /** Serves `shown` as the router does, on the port given. */
  const serve = async (shown: () => Status, port = 0): Promise<Server> => {
    const server = createServer((_request, response) => {
      response.setHeader('content-security-policy', `${pagePolicy}; frame-ancestors 'none'`);
      response.setHeader('content-type', 'text/html');
      response.end(renderStatusPage(shown()));
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    return server;
  };
  const end = (server: Server): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });

  it('it renews itself; with the server gone it stays and grows old; with the server back it is young again', async () => {
    const { page } = await newPage();
    let shown: Status = up;
    const server = await serve(() => shown);
    const { port } = server.address() as AddressInfo;
    await page.clock.install({ time: later(1) });
    await page.goto(`http://127.0.0.1:${port}/`);
    expect(await page.locator('h1').textContent()).toBe('Up in all regions');

    shown = { ...degraded, at: at + 6, validUntil: at + 126 };
    await page.clock.fastForward(5500);
    await page.getByRole('heading', { name: 'Degraded: down in eu' }).waitFor();

    await end(server);
    await page.clock.fastForward(140_000);
    await page.getByRole('heading', { name: /^Unknown: this copy is 2 m \d+ s old$/ }).waitFor();
    expect(await greenOn(page)).toEqual([]);

    shown = { ...up, at: at + 150, validUntil: at + 270 };
    const again = await serve(() => shown, port);
    onTestFinished(() => end(again));
    await page.clock.fastForward(6000);
    await page.getByRole('heading', { name: 'Up in all regions' }).waitFor();
  });

  it('no other script runs in it', async () => {
    const { page, complaints } = await newPage();
    await page.clock.setFixedTime(later(5));
    const file = join(home, 'injected.html');
    writeFileSync(file, renderStatusPage(up).replace('<main>', '<main><script>document.title = "mine"</script>'));
    await page.goto(`file://${file}`);
    expect(await page.title()).toBe('✔ Up · example-rpc');
    expect(complaints.join()).toContain('Content Security Policy');
  });
});
