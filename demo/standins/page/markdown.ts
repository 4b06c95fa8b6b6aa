/** Discord's markdown, as far as a webhook message uses it, to safe HTML. Line breaks stay: the page shows them as such. */
import { Html, html, join, link } from './html.ts';
import { timestamp } from './time.ts';

interface Rule {
  readonly find: RegExp;
  readonly make: (match: RegExpExecArray, inner: (text: string) => Html, now: number) => Html;
}

const group = (match: RegExpExecArray, index: number): string => match[index] ?? '';
const mention = (text: string): Html => html`<span class="mention">${text}</span>`;

/** Sticky: each is tried at one place, in this order. */
const rules: readonly Rule[] = [
  { find: /\\([\\`*_~|<>[\]()#@-])/y, make: (m) => html`${group(m, 1)}` },
  {
    find: /``([^\n]{1,2000}?)``|`([^`\n]{1,2000})`/y,
    make: (m) => html`<code>${(group(m, 1) || group(m, 2)).trim()}</code>`,
  },
  {
    find: /\[([^\]\n]{1,300})\]\(<?(https?:\/\/[^\s)>]{1,2000})>?\)/y,
    make: (m, inner) => link(group(m, 2), inner(group(m, 1))),
  },
  { find: /<(https?:\/\/[^\s>]{1,2000})>/y, make: (m) => link(group(m, 1), html`${group(m, 1)}`) },
  { find: /https?:\/\/[^\s<>"]{1,2000}[^\s<>".,;:!?)\]'*_~|]/y, make: (m) => link(m[0], html`${m[0]}`) },
  {
    find: /<t:(-?\d{1,17})(?::([tTdDfFR]))?>/y,
    make: (m, _inner, now) => timestamp(Number(group(m, 1)), group(m, 2) || 'f', now),
  },
  { find: /<@&(\d{1,20})>/y, make: (m) => mention(`@role ${group(m, 1).slice(-4)}`) },
  { find: /<@!?(\d{1,20})>/y, make: (m) => mention(`@user ${group(m, 1).slice(-4)}`) },
  { find: /<#(\d{1,20})>/y, make: (m) => mention(`#channel ${group(m, 1).slice(-4)}`) },
  { find: /<a?:(\w{1,32}):\d{1,20}>/y, make: (m) => html`:${group(m, 1)}:` },
  { find: /@(everyone|here)/y, make: (m) => mention(m[0]) },
  { find: /\*\*([^\n]{1,1000}?)\*\*(?!\*)/y, make: (m, inner) => html`<strong>${inner(group(m, 1))}</strong>` },
  { find: /__([^\n]{1,1000}?)__(?!_)/y, make: (m, inner) => html`<u>${inner(group(m, 1))}</u>` },
  { find: /~~([^\n]{1,1000}?)~~/y, make: (m, inner) => html`<s>${inner(group(m, 1))}</s>` },
  { find: /\|\|([^\n]{1,1000}?)\|\|/y, make: (m, inner) => html`<span class="spoiler">${inner(group(m, 1))}</span>` },
  { find: /\*([^\s*][^*\n]{0,1000}?)\*(?!\*)/y, make: (m, inner) => html`<em>${inner(group(m, 1))}</em>` },
  { find: /_([^\s_][^_\n]{0,1000}?)_(?!\w)/y, make: (m, inner) => html`<em>${inner(group(m, 1))}</em>` },
];

const isWord = (sign: string | undefined): boolean => sign !== undefined && /\w/.test(sign);

export const inline = (text: string, now: number, depth = 0): Html => {
  if (depth > 5) return html`${text}`;
  const inner = (part: string): Html => inline(part, now, depth + 1);
  const parts: Html[] = [];
  let plain = '';
  let at = 0;
  // Only these signs begin anything, so all other text is copied at once.
  const starts = /[\\`[<h@*_~|]/g;
  while (at < text.length) {
    starts.lastIndex = at;
    const next = starts.exec(text)?.index ?? text.length;
    plain += text.slice(at, next);
    at = next;
    if (at >= text.length) break;
    let taken = false;
    // An underscore, or the h of an address, inside a word begins nothing.
    const inWord = (text[at] === '_' || text[at] === 'h') && isWord(text[at - 1]);
    for (const rule of inWord ? [] : rules) {
      rule.find.lastIndex = at;
      const match = rule.find.exec(text);
      if (!match) continue;
      if (plain) parts.push(html`${plain}`);
      plain = '';
      parts.push(rule.make(match, inner, now));
      at += match[0].length;
      taken = true;
      break;
    }
    if (taken) continue;
    plain += text[at] ?? '';
    at += 1;
  }
  if (plain) parts.push(html`${plain}`);
  return join(parts);
};

const lineBlocks: readonly { readonly find: RegExp; readonly wrap: (inner: Html, match: RegExpExecArray) => Html }[] = [
  { find: /^(#{1,3}) +(.+)$/, wrap: (inner, m) => html`<div class="h${group(m, 1).length}">${inner}</div>` },
  { find: /^(-#) +(.+)$/, wrap: (inner) => html`<div class="subtext">${inner}</div>` },
  { find: /^(>{1,3}) (.*)$/, wrap: (inner) => html`<div class="quote">${inner}</div>` },
  { find: /^ *([-*]) +(.+)$/, wrap: (inner) => html`<div class="item">${inner}</div>` },
  {
    find: /^ *(\d{1,3}\.) +(.+)$/,
    wrap: (inner, m) => html`<div class="item counted"><b>${group(m, 1)}</b>${inner}</div>`,
  },
];

const lines = (text: string, now: number): Html => {
  const parts: Html[] = [];
  let open: string[] = [];
  const flush = (): void => {
    if (open.length > 0) parts.push(html`<div>${inline(open.join('\n'), now)}</div>`);
    open = [];
  };
  for (const line of text.split('\n')) {
    const block = lineBlocks.find(({ find }) => find.test(line));
    const match = block?.find.exec(line);
    if (!block || !match) {
      open.push(line);
      continue;
    }
    flush();
    parts.push(block.wrap(inline(group(match, 2), now), match));
  }
  flush();
  return join(parts);
};

/** A whole text: code blocks first, then lines. `now` in Unix milliseconds dates the relative timestamps. */
export const markdown = (text: string, now: number): Html => {
  const parts: Html[] = [];
  const fence = /```(?:([\w+-]{0,20})\n)?([\s\S]*?)```/g;
  let at = 0;
  for (const match of text.matchAll(fence)) {
    const before = text.slice(at, match.index).replace(/\n$/, '');
    if (before) parts.push(lines(before, now));
    parts.push(html`<pre><code>${(match[2] ?? '').replace(/^\n|\n$/g, '')}</code></pre>`);
    at = match.index + match[0].length;
  }
  const rest = at > 0 ? text.slice(at).replace(/^\n/, '') : text;
  if (rest) parts.push(lines(rest, now));
  return new Html(parts.map((part) => part.text).join(''));
};
