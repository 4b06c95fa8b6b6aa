/** The page as a person meets it, in a real browser. */
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Standins, startStandins } from '../../../demo/standins/main.ts';
import { clientOf, onPath, postJson } from './support.ts';

let browser: Browser;
let standins: Standins;
let page: Page;
/** What the browser complained about or asked of anyone else. */
let complaints: string[] = [];

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: onPath('chromium', 'chromium-browser', 'google-chrome'),
    args: ['--no-sandbox', '--disable-gpu'],
  });
}, 30_000);
afterAll(() => browser?.close());
beforeEach(async () => {
  standins = await startStandins();
  complaints = [];
  page = await browser.newPage({ viewport: { width: 390, height: 844 } });
  page.setDefaultTimeout(10_000);
  page.on('dialog', (dialog) => {
    complaints.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('pageerror', (error) => complaints.push(`error ${error.message}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(standins.url) && !request.url().startsWith('data:'))
      complaints.push(`asked ${request.url()}`);
  });
});
afterEach(async () => {
  await page.close();
  await standins.stop();
});

const evil = `</style></script><script>alert(1)</script><img src=x onerror=alert(2)> "' onmouseover="alert(3)`;
const trigger = (summary: string): Promise<Response> =>
  postJson(standins.pagerduty.url, {
    routing_key: standins.pagerduty.routingKey,
    event_action: 'trigger',
    dedup_key: evil,
    client: evil,
    client_url: 'javascript:alert(4)',
    links: [{ href: 'javascript:alert(5)', text: evil }],
    payload: { summary, source: evil, severity: 'critical', component: evil, class: evil, custom_details: { evil } },
  });

describe('the page', () => {
  it('shows hostile content as the text that it is, and fits a phone', async () => {
    const links = '[x](javascript:alert(6)) <javascript:alert(7)> [y](https://example.org/"onclick="alert(8))';
    await clientOf(standins).send({
      content: `${evil} ${links}`,
      username: '<b>evil</b>',
      embeds: [
        {
          title: evil,
          description: `${evil}\n\`\`\`html\n${evil}\n\`\`\``,
          fields: [{ name: evil, value: `\`${evil}\`` }],
          footer: { text: evil },
          author: { name: evil },
        },
      ],
    });
    await trigger(evil);
    await postJson(standins.pagerduty.url, { event_action: evil });
    await fetch(standins.deadman.url);
    await page.goto(standins.url);
    await page.waitForTimeout(1500);

    expect(complaints).toEqual([]);
    expect(await page.locator('img, script:not(body > script), main style').count()).toBe(0);
    expect(await page.locator('[onclick], [onerror], [onmouseover], a[href^="javascript"]').count()).toBe(0);
    expect(await page.locator('.embed .title').textContent()).toBe(evil);
    expect(await page.locator('.embed pre').textContent()).toBe(evil);
    expect(await page.locator('.notice .summary').textContent()).toBe(evil);
    const beyond = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect(beyond).toBe(0);
  });

  it('renders what Discord renders', async () => {
    const minuteAgo = Math.floor(Date.now() / 1000) - 65;
    await clientOf(standins).send({
      content: '<@&123456789012345678> is rung',
      withComponents: true,
      embeds: [
        {
          title: 'NodeStalled',
          color: 0xf0b232,
          description: `**bold** *it* \`code\` a_snake_name <t:${minuteAgo}:R>\n- [status](https://example.org/s)`,
        },
      ],
      components: [{ type: 1, components: [{ type: 2, style: 5, label: 'Runbook', url: 'https://example.org/r' }] }],
    });
    await page.goto(standins.url);
    expect(await page.locator('.mention').textContent()).toBe('@role 5678');
    const bar = await page.evaluate("getComputedStyle(document.querySelector('.embed')).borderLeftColor");
    expect(bar).toBe('rgb(240, 178, 50)');
    expect(await page.locator('.description').textContent()).toContain('bold it code a_snake_name 1 minute ago');
    expect(await page.locator('.description strong').textContent()).toBe('bold');
    expect(await page.locator('.item a').getAttribute('href')).toBe('https://example.org/s');
    expect(await page.locator('a.button').getAttribute('href')).toBe('https://example.org/r');
  });

  it('follows by itself: an edit appears with its count, open details stay open, the acknowledge button works', async () => {
    const client = clientOf(standins);
    const sent = await client.send({ embeds: [{ title: 'EdgeDown' }] });
    await client.editMessage(sent.id, { embeds: [{ title: 'EdgeDown, acknowledged' }] });
    await trigger('EdgeDown');
    await page.goto(standins.url);
    await page.getByText('(edited)').click();
    await client.editMessage(sent.id, { embeds: [{ title: 'Resolved' }] });
    await page.getByText('(edited ×2)').waitFor();
    expect(await page.locator('.embed .title').textContent()).toBe('Resolved');
    expect(await page.evaluate('document.activeElement.tagName')).toBe('SUMMARY');
    expect(await page.locator('.edited li').allTextContents()).toEqual([
      expect.stringMatching(/sent\s+EdgeDown$/),
      expect.stringMatching(/EdgeDown, acknowledged$/),
      expect.stringMatching(/Resolved$/),
    ]);

    await page.getByRole('button', { name: 'Acknowledge' }).click();
    await page.getByText('by the on-call').waitFor();
    expect(await page.locator('.pill').textContent()).toBe('acknowledged');
    await standins.stop();
    await page.getByText('The stand-ins no longer answer').waitFor();
  });

  it('works without script', async () => {
    await trigger('EdgeDown');
    const plain = await browser.newPage({ javaScriptEnabled: false });
    await plain.goto(standins.url);
    await plain.getByRole('button', { name: 'Acknowledge' }).click();
    await plain.getByText('by the on-call').waitFor();
    await plain.close();
  });
});
