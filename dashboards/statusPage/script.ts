/**
 * The page's one script. A copy of the page, or a page left open, knows nothing newer than itself: once it is older
 * than `validUntil` it says unknown wherever it named a state, by the reader's clock. It renews the page too, and only
 * when there is one to be had: a browser's error page would tell less than an old page that says that it is old.
 * Without script the page renews itself by a meta element and says in words until when it is true.
 */
import { createHash } from 'node:crypto';
import { style } from './style.ts';

export const script = `
(() => {
  const page = document.body;
  const at = Number(page.dataset.at), until = Number(page.dataset.until), every = Number(page.dataset.renew);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const span = (seconds) => {
    const whole = Math.max(0, Math.round(seconds));
    const parts = [[Math.floor(whole / 86400), 'd'], [Math.floor(whole / 3600) % 24, 'h'], [Math.floor(whole / 60) % 60, 'm'], [whole % 60, 's']];
    const first = parts.findIndex(([count]) => count > 0);
    return first < 0 ? '0 s' : parts.slice(first, first + 2).filter(([count]) => count > 0).map((part) => part.join(' ')).join(' ');
  };
  const tell = () => {
    const now = Date.now() / 1000;
    if (now <= until) return;
    const old = Number.isFinite(now - at) ? 'this copy is ' + span(now - at) + ' old' : 'the age of this copy is not known';
    page.classList.add('old');
    document.title = document.title.replace(/^.*? · /, '? Unknown · ');
    for (const link of all('link[rel=icon]')) link.href = link.dataset.old;
    for (const tone of ['good', 'warn', 'bad']) for (const part of all('.' + tone)) part.classList.replace(tone, 'unknown');
    for (const part of all('.badge')) part.textContent = '?';
    for (const part of all('h1')) part.textContent = 'Unknown: ' + old;
    for (const part of all('.advice')) part.textContent = part.dataset.old;
    for (const part of all('.state:not(.past)')) part.textContent = '? unknown: ' + old;
  };
  const renew = async () => {
    if (location.protocol === 'file:') return location.reload();
    const answer = await fetch(location.href, { method: 'HEAD', cache: 'no-store' }).catch(() => undefined);
    if (answer?.ok) location.reload();
  };
  tell();
  setInterval(tell, 1000);
  if (every > 0) setInterval(renew, every * 1000);
})();
`;

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
 * What the page may do, as a content security policy: its own style and script by their hashes, its own icon, and a
 * question to the place where it came from. A header adds `frame-ancestors`, which a document cannot say of itself.
 */
export const pagePolicy = [
  "default-src 'none'",
  `style-src ${hashOf(style)}`,
  `script-src ${hashOf(script)}`,
  'img-src data:',
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');
