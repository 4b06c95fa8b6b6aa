/** Times as Discord writes them. Absolute ones in UTC: the page is looked at beside logs. */
import { type Html, html } from './html.ts';

const format = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', ...options });

const styles: Readonly<Record<string, Intl.DateTimeFormat>> = {
  t: format({ hour: '2-digit', minute: '2-digit' }),
  T: format({ hour: '2-digit', minute: '2-digit', second: '2-digit' }),
  d: format({ day: '2-digit', month: '2-digit', year: 'numeric' }),
  D: format({ day: 'numeric', month: 'long', year: 'numeric' }),
  f: format({ day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit' }),
  F: format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit' }),
};
const full = format({ dateStyle: 'full', timeStyle: 'medium' });
const clock = format({ hour: '2-digit', minute: '2-digit', second: '2-digit' });

const units = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always' });

/** `12 seconds ago`, `in 2 hours`. */
export const ago = (at: number, now: number): string => {
  const seconds = Math.round((at - now) / 1000);
  const [unit, size] = units.find(([, each]) => Math.abs(seconds) >= each) ?? ['second', 1];
  return relative.format(Math.trunc(seconds / size), unit);
};

/** `4 s`, `2 min`, `3 h`: for tight places. */
export const age = (milliseconds: number): string => {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 100) return `${seconds} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
};

export const clockTime = (at: number): string => clock.format(at);

/** `<t:SECONDS:STYLE>`; a time that no calendar holds stays as text. */
export const timestamp = (seconds: number, style: string, now: number): Html => {
  const at = seconds * 1000;
  if (Math.abs(at) > 8.64e15) return html`<span class="time">Invalid date</span>`;
  const text = style === 'R' ? ago(at, now) : (styles[style] ?? styles.f)?.format(at);
  return html`<span class="time" title="${full.format(at)} UTC">${text ?? ''}</span>`;
};
