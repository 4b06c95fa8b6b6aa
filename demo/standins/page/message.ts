/** One Discord message: header, content, embeds, buttons, and what it said before. */

import type { Interaction } from '../discordInteractions.ts';
import type { Message } from '../discordMessages.ts';
import { readerRole } from '../discordPlace.ts';
import type { Embed, Row } from '../discordSchema.ts';
import { type Html, html, join, link, nothing, safeUrl } from './html.ts';
import { inline, markdown } from './markdown.ts';
import { age, clockTime } from './time.ts';

type Field = NonNullable<Embed['fields']>[number];

/** Inline fields stand three in a row, as Discord sets them. */
const rowsOf = (fields: readonly Field[]): Field[][] => {
  const rows: Field[][] = [];
  for (const field of fields) {
    const last = rows.at(-1);
    const joins = field.inline && last?.every((one) => one.inline) && last.length < 3;
    if (joins) last?.push(field);
    else rows.push([field]);
  }
  return rows;
};

const fieldRows = (fields: readonly Field[], now: number): Html =>
  join(
    rowsOf(fields).map((row) => {
      const cells = row.map(
        (field) =>
          html`<div class="field"><div class="name">${inline(field.name, now)}</div><div class="value">${markdown(field.value, now)}</div></div>`,
      );
      return html`<div class="fields">${cells}</div>`;
    }),
  );

const picture = (label: string, url: string | null | undefined): Html => {
  const safe = safeUrl(url);
  // Pictures are named, not loaded: the page asks nothing of the outside.
  return safe ? html`<div class="picture">${link(safe, html`${label}: ${safe}`)}</div>` : nothing;
};

const embedCard = (embed: Embed, now: number): Html => {
  const color = (embed.color ?? 0x4e5058).toString(16).padStart(6, '0');
  const title = embed.title ? inline(embed.title, now) : null;
  const at = embed.timestamp ? Date.parse(embed.timestamp) : Number.NaN;
  const foot = [embed.footer?.text ?? '', Number.isNaN(at) ? '' : `${clockTime(at)} UTC`].filter(Boolean).join(' • ');
  return html`<div class="embed" style="border-left-color:#${color}">
    ${embed.author ? html`<div class="author">${embed.author.url ? link(embed.author.url, html`${embed.author.name}`) : embed.author.name}</div>` : null}
    ${title ? html`<div class="title">${embed.url ? link(embed.url, title) : title}</div>` : null}
    ${embed.description ? html`<div class="description">${markdown(embed.description, now)}</div>` : null}
    ${fieldRows(embed.fields ?? [], now)}
    ${picture('picture', embed.image?.url)}${picture('thumbnail', embed.thumbnail?.url)}
    ${foot ? html`<div class="footer">${foot}</div>` : null}
  </div>`;
};

/** What presses by a form, as somebody with the reader's role. */
const pressForm = (messageId: string, customId: string, control: Html): Html =>
  html`<form class="press" method="post" action="/standins/discord/press"><input type="hidden" name="message_id" value="${messageId}"><input type="hidden" name="custom_id" value="${customId}"><input type="hidden" name="roles" value="${readerRole}">${control}</form>`;

const buttonRow = (messageId: string, row: Row): Html => {
  const buttons = row.components.map((child) => {
    if (child.type !== 2) {
      const options = 'options' in child ? (child.options ?? []) : [];
      if (child.disabled || options.length === 0) return html`<span class="button off">menu</span>`;
      const items = options.map((option) => html`<option value="${option.value}">${option.label}</option>`);
      const menu = html`<select name="value" class="button" aria-label="${child.placeholder ?? 'menu'}">${items}</select><button class="button">go</button>`;
      return html`<span class="menu">${child.placeholder ?? ''}</span>${pressForm(messageId, child.custom_id, menu)}`;
    }
    const label = `${child.emoji?.name ? `${child.emoji.name} ` : ''}${child.label ?? ''}`.trim();
    const url = safeUrl(child.url);
    if (child.custom_id && !child.disabled)
      return pressForm(
        messageId,
        child.custom_id,
        html`<button class="button${child.style === 1 ? ' main' : ''}">${label}</button>`,
      );
    if (!url || child.disabled) return html`<span class="button off">${label}</span>`;
    return html`<a class="button" href="${url}" rel="noopener noreferrer" target="_blank">${label}<span class="out" aria-hidden="true">↗</span></a>`;
  });
  return html`<div class="buttons">${buttons}</div>`;
};

const headline = (body: Message['body']): string =>
  body.embeds[0]?.title || body.content || body.embeds[0]?.description || '(no title)';

const history = (message: Message, now: number): Html => {
  if (message.edits === 0) return nothing;
  const lost = message.edits + 1 - message.revisions.length;
  const items = message.revisions.map((revision, index) => {
    const after = index + lost === 0 ? 'sent' : `+${age(revision.at - message.createdAt)}`;
    const text = headline(revision.body).slice(0, 160);
    return html`<li><span class="at">${clockTime(revision.at)}</span> <span class="after">${after}</span> ${inline(text, now)}</li>`;
  });
  return html`<details class="edited" id="h${message.id}"><summary>(edited${message.edits > 1 ? ` ×${message.edits}` : ''})</summary>
    <ol>${lost > 0 ? html`<li>… ${lost} earlier</li>` : null}${items}</ol></details>`;
};

const pinged = (message: Message): Html =>
  message.pings.length === 0
    ? nothing
    : html`<span class="rang" title="${message.pings.join(', ')}">rang ${message.pings.length}</span>`;

export const messageCard = (message: Message, now: number): Html => {
  const { body } = message;
  const gone = message.deletedAt !== null;
  return html`<article class="message${gone ? ' gone' : ''}" id="m${message.id}">
    <div class="avatar" aria-hidden="true">${message.username.slice(0, 1).toUpperCase()}</div>
    <div class="content">
      <header><span class="username">${message.username}</span><span class="app">APP</span><time>${clockTime(message.createdAt)}</time>${message.threadId ? html`<span class="thread">in thread ${message.threadId.slice(-4)}</span>` : null}${pinged(message)}${gone ? html`<span class="removed">deleted ${clockTime(message.deletedAt ?? 0)}</span>` : null}</header>
      ${body.content ? html`<div class="text">${markdown(body.content, now)}</div>` : null}
      ${body.embeds.map((embed) => embedCard(embed, now))}
      ${body.attachments.map((file) => html`<div class="file">📎 ${file.filename} <span>${file.size} bytes</span></div>`)}
      ${body.components.map((row) => buttonRow(message.id, row))}
      ${history(message, now)}
    </div>
  </article>`;
};

/** Answers that only the one who asked would see, for two minutes. */
const answersShown = 120_000;

export const answerNote = (one: Omit<Interaction, 'token'>, now: number): Html =>
  now - one.at > answersShown
    ? nothing
    : html`<article class="message answer" id="a${one.id}"><div class="content"><header>${one.user}: <b>${one.what}</b> <time>${clockTime(one.at)}</time></header>
      <div class="text">${one.answers.length === 0 ? 'thinking …' : one.answers.map((text) => html`<div>${markdown(text, now)}</div>`)}</div>
      <header>Only ${one.user} can see this</header></div></article>`;
