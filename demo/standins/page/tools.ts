/** Below the phone: make a sink fail, and the requests as they came. */
import { type Entry, modes, type Sink, type SinkMode, sinks } from '../types.ts';
import { type Html, html } from './html.ts';
import { clockTime } from './time.ts';

const names: Readonly<Record<Sink, string>> = { discord: 'Discord', pagerduty: 'PagerDuty', deadman: "Dead man's URL" };
const modeWords = {
  ok: 'well',
  down: 'resets connections',
  '429': 'answers 429',
  '5xx': 'answers 503',
  hang: 'never answers',
  lost: 'takes everything, and its answers are lost',
} as const;

/** Sinks that were told to fail, said out loud. */
export const broken = (now: Readonly<Record<Sink, SinkMode>>): Html[] =>
  sinks
    .filter((sink) => now[sink].mode !== 'ok')
    .map((sink) => html`<div class="broken">${names[sink]} ${modeWords[now[sink].mode]}: it was told to.</div>`);

const switchFor = (sink: Sink, current: SinkMode): Html => {
  const options = modes.map(
    (mode) =>
      html`<button name="mode" value="${mode}" ${mode === current.mode ? html`aria-pressed="true"` : null}>${mode}</button>`,
  );
  return html`<form method="post" action="/standins/mode"><input type="hidden" name="sink" value="${sink}"><span>${names[sink]}</span><span class="modes">${options}</span></form>`;
};

const said = (entry: Entry): string => {
  if (entry.reason !== null) return entry.reason;
  if (entry.sink === 'discord')
    return `${entry.facts?.action ?? ''} ${entry.facts?.title || entry.facts?.content || ''}`;
  if (entry.sink === 'pagerduty')
    return `${entry.facts?.action ?? ''} ${entry.facts?.summary || (entry.facts?.dedup_key ?? '').slice(0, 12)}`;
  return `beat ${entry.facts?.beat ?? ''}`;
};

export const tools = (current: Readonly<Record<Sink, SinkMode>>, entries: readonly Entry[]): Html => {
  const rows = entries
    .slice(-40)
    .toReversed()
    .map(
      (entry) =>
        html`<tr class="${entry.accepted ? 'fine' : 'refused'}"><td>${clockTime(entry.at)}</td><td>${entry.sink}</td><td>${entry.status ?? '—'}</td><td>${said(entry).slice(0, 200)}</td></tr>`,
    );
  return html`<section class="tools"><details id="break"><summary>Make one fail</summary>${sinks.map((sink) => switchFor(sink, current[sink]))}
    <form method="post" action="/standins/reset"><span>Everything received</span><span class="modes"><button>forget</button></span></form></details>
    <details id="requests"><summary>Last requests</summary>${rows.length === 0 ? html`<p class="empty">None yet.</p>` : html`<div class="scroll"><table><tbody>${rows}</tbody></table></div>`}
    <p><a href="/standins/log">log</a> · <a href="/standins/state">state</a> as JSON</p></details></section>`;
};
