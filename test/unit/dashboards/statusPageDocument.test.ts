import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderStatusPage } from '../../../dashboards/statusPage/render.ts';
import { style } from '../../../dashboards/statusPage/style.ts';
import { degraded } from './support/statuses.ts';

describe('the document', () => {
  const page = renderStatusPage(degraded);

  it('needs nothing but itself, and renews itself', () => {
    expect(page).toContain('<meta http-equiv="refresh" content="5">');
    expect([...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url?.slice(0, 15))).toEqual([
      'data:image/svg+',
      '/status.json',
    ]);
    expect(style).not.toMatch(/url\(|@import/);
    expect(page).not.toMatch(/ style="| on\w+="/);
    expect(Buffer.byteLength(page)).toBeLessThan(30_000);
  });

  it('can be read by a screen reader', () => {
    expect(page).toContain('<html lang="en">');
    expect(page.match(/<h1/g)).toHaveLength(1);
    expect(page).toMatch(/<table aria-labelledby="nodes">/);
    expect(page.match(/<th scope="col"/g)).toHaveLength(4);
    expect(page.match(/<th scope="row">/g)).toHaveLength(degraded.nodes.length);
    expect(page).toContain('<span class="icon" aria-hidden="true">');
    const levels = [...page.matchAll(/<h([1-6])/g)].map(([, level]) => Number(level));
    for (const [index, level] of levels.entries()) expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1);
  });

  it('has a contrast of 4.5:1 or more for every text on every ground, light and dark', () => {
    const schemes = [
      style.slice(0, style.indexOf('@media')),
      style.slice(style.indexOf('@media'), style.indexOf('*{')),
    ];
    for (const scheme of schemes) {
      const colors = Object.fromEntries(
        [...scheme.matchAll(/--([\w-]+):(#[0-9a-f]{3,6})/g)].map(([, name = '', hex = '']) => [name, hex]),
      );
      const pairs = [
        ...['text', 'soft', 'good', 'warn', 'bad', 'unknown'].flatMap((ink) => [
          [ink, 'ground'],
          [ink, 'card'],
        ]),
        ...['good', 'warn', 'bad', 'unknown'].flatMap((tone) => [
          [tone, `${tone}-tint`],
          ['text', `${tone}-tint`],
        ]),
      ];
      for (const [ink = '', ground = ''] of pairs) {
        const ratio = contrast(colors[ink] ?? '', colors[ground] ?? '');
        expect(ratio, `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    }
  });

  it('fits a phone of 390 px without scrolling sideways, and turns unknown when it is not renewed', () => {
    const home = mkdtempSync(join(tmpdir(), 'headwatch-page-'));
    try {
      const look = (name: string, extra: string): string => {
        // A frame as wide as a phone: headless Chromium refuses narrower windows.
        const inner = page.replace(/<meta http-equiv="refresh"[^>]*>/, '');
        const outer = `<!doctype html><iframe id="f" style="width:390px;height:2000px;border:0"></iframe><pre id="out"></pre><script>
const f=document.getElementById('f');f.srcdoc=${JSON.stringify(inner).replaceAll('</', '<\\/')};
f.onload=()=>{const d=f.contentDocument;${extra}
const hero=[...d.querySelectorAll('.hero')].filter(e=>f.contentWindow.getComputedStyle(e).visibility==='visible').map(e=>e.textContent.trim().replace(/\\s+/g,' '));
document.getElementById('out').textContent=JSON.stringify({fits:d.documentElement.scrollWidth<=d.documentElement.clientWidth,sheet:[...d.querySelectorAll('.sheet')].every(e=>e.scrollWidth<=e.clientWidth),hero});};
</script>`;
        writeFileSync(join(home, `${name}.html`), outer);
        const dom = execFileSync(
          'chromium',
          [
            '--headless',
            '--no-sandbox',
            '--disable-gpu',
            '--disable-background-networking',
            '--hide-scrollbars',
            `--user-data-dir=${home}/profile`,
            '--dump-dom',
            `file://${join(home, `${name}.html`)}`,
          ],
          { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 60_000 },
        );
        return /<pre id="out">([^<]*)<\/pre>/.exec(dom)?.[1] ?? 'nothing';
      };
      const fresh = JSON.parse(look('fresh', ''));
      expect(fresh).toMatchObject({ fits: true, sheet: true });
      expect(fresh.hero).toHaveLength(1);
      expect(fresh.hero[0]).toContain('Degraded: down in eu');
      const old = JSON.parse(look('old', 'd.getAnimations().forEach(a=>a.finish());'));
      expect(old.hero).toHaveLength(1);
      expect(old.hero[0]).toContain('Unknown: this copy is old');
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  }, 90_000);
});

/** WCAG 2 contrast of two colours. */
const contrast = (one: string, other: string): number => {
  const light = (hex: string): number => {
    const full = hex.length === 4 ? [...hex.slice(1)].map((digit) => digit + digit).join('') : hex.slice(1);
    const [r = 0, g = 0, b = 0] = [0, 2, 4]
      .map((start) => Number.parseInt(full.slice(start, start + 2), 16) / 255)
      .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [high = 0, low = 0] = [light(one), light(other)].toSorted((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
};
