import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { renderStatusPage } from '../../../dashboards/statusPage/render.ts';
import { pagePolicy } from '../../../dashboards/statusPage/script.ts';
import { style } from '../../../dashboards/statusPage/style.ts';
import { degraded } from './support/statuses.ts';

describe('the document', () => {
  const page = renderStatusPage(degraded);

  it('needs nothing but itself, and renews itself', () => {
    expect(page).toContain('<noscript><meta http-equiv="refresh" content="5"></noscript>');
    expect(page).toContain('<body data-at="1795352400" data-until="1795352520" data-renew="5">');
    expect([...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url?.slice(0, 15))).toEqual([
      'data:image/svg+',
      'status.json',
    ]);
    expect(style).not.toMatch(/url\(|@import/);
    expect(page).not.toMatch(/ style="| on\w+="/);
    expect(Buffer.byteLength(page)).toBeLessThan(30_000);
  });

  it('says itself that it may run its own script and use its own style, and nothing else', () => {
    const policy = /http-equiv="content-security-policy" content="([^"]+)"/.exec(page)?.[1]?.replaceAll('&#39;', "'");
    expect(policy).toBe(pagePolicy);
    expect(policy).not.toContain('unsafe');
    for (const [element, rule] of [
      ['style', 'style-src'],
      ['script', 'script-src'],
    ]) {
      const texts = [...page.matchAll(new RegExp(`<${element}>([\\s\\S]*?)</${element}>`, 'g'))].map(
        ([, text]) => text,
      );
      expect(texts).toHaveLength(1);
      const hash = createHash('sha256')
        .update(texts[0] ?? '')
        .digest('base64');
      expect(policy).toContain(`${rule} 'sha256-${hash}'`);
    }
  });

  it('can be read by a screen reader', () => {
    expect(page).toContain('<html lang="en">');
    expect(page.match(/<h1/g)).toHaveLength(1);
    expect(page).toMatch(/<table aria-labelledby="nodes">/);
    expect(page.match(/<th scope="col"/g)).toHaveLength(3 + 4);
    expect(page.match(/<th scope="row">/g)).toHaveLength(2 + degraded.nodes.length);
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
