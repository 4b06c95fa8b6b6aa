/** The page: a Discord channel on the left, the on-call's phone and the dead man's pulse on the right. */
import { createHash } from 'node:crypto';
import type { Entry } from '../types.ts';
import type { StandinsState } from '../world.ts';
import { Html, html } from './html.ts';
import { answerNote, messageCard } from './message.ts';
import { script } from './script.ts';
import { phone, pulse, pulseState } from './side.ts';
import { styles } from './styles.ts';
import { broken, tools } from './tools.ts';

const shownMessages = 60;

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Nothing but this page's own style and script runs, and nothing is loaded from elsewhere. */
const policy = [
  "default-src 'none'",
  // Colours of embeds are style attributes; they are made of six hexadecimal digits only.
  "style-src 'unsafe-inline'",
  `script-src ${hash(script)}`,
  "connect-src 'self'",
  'img-src data:',
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

export interface Page {
  readonly headers: Readonly<Record<string, string>>;
  readonly html: string;
}

const channel = (state: StandinsState): Html => {
  // Newest first in the source: the list is laid out from its end, so it opens at the newest and stays there.
  const messages = state.discord.messages.slice(-shownMessages).toReversed();
  const notes = state.discord.interactions.slice(-3).toReversed();
  if (messages.length === 0 && notes.length === 0)
    return html`<p class="empty">No message yet. When headwatch has something to say, it says it here.</p>`;
  return html`${notes.map((note) => answerNote(note, state.now))}${messages.map((message) => messageCard(message, state.now))}`;
};

const bar = (state: StandinsState): Html => {
  const open = state.pagerduty.incidents.filter((incident) => incident.status !== 'resolved').length;
  const cards = state.discord.messages.filter((message) => message.deletedAt === null).length;
  const beat = pulseState(state.deadman, state.now);
  const { pages } = state.pagerduty;
  return html`<a class="chip" href="#channel">${cards} ${cards === 1 ? 'message' : 'messages'}</a>
    <a class="chip${open > 0 ? ' ringing' : ''}" href="#phone">${pages} ${pages === 1 ? 'page' : 'pages'}${open > 0 ? `, ${open} open` : ''}</a>
    <a class="chip ${beat.tone}" href="#pulse">${beat.words}</a>${broken(state.modes)}`;
};

export const renderPage = (state: StandinsState, entries: readonly Entry[]): Page => {
  const open = state.pagerduty.incidents.filter((incident) => incident.status === 'triggered').length;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="dark">
<link rel="icon" href="data:,">
<title>${open > 0 ? `(${open}) ` : ''}Stand-ins</title>
<style>${new Html(styles)}</style>
<noscript><meta http-equiv="refresh" content="2"></noscript>
</head>
<body>
<div class="top"><strong>Stand-ins</strong><div id="bar">${bar(state)}</div></div>
<div class="lost" role="alert">The stand-ins no longer answer: this is the last that was seen.</div>
<main>
<div class="discord"><header><span class="hash">#</span><h2>operators</h2><span class="topic">what the Discord webhook received · UTC</span></header><div id="channel" tabindex="0" aria-label="Discord channel">${channel(state)}</div></div>
<aside><div id="phone">${phone(state.pagerduty, state.now)}</div><div id="pulse">${pulse(state.deadman, state.deadmanRouter, state.now)}</div><div id="tools">${tools(state.modes, entries)}</div></aside>
</main>
<script>${new Html(script)}</script>
</body>
</html>
`;
  return {
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': policy,
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      // Not `no-referrer`: with that, browsers send `Origin: null` with the page's own forms.
      'Referrer-Policy': 'same-origin',
    },
    html: page.text,
  };
};
