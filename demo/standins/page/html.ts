/** HTML by template: whatever is put in is escaped, unless it was made by this very template. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => entities[sign] ?? '');

type Part = Html | string | number | null | false | readonly Html[];

const render = (part: Part): string => {
  if (part === null || part === false) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'string' || typeof part === 'number') return escapeHtml(String(part));
  return part.map((one) => one.text).join('');
};

export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  new Html(
    strings.map((string, index) => string + (index < parts.length ? render(parts[index] ?? null) : '')).join(''),
  );

export const nothing = new Html('');
export const join = (parts: readonly Html[]): Html => new Html(parts.map((part) => part.text).join(''));

/** A web address that may become a link, else null: nothing but http and https, so no script hides in one. */
export const safeUrl = (url: string | null | undefined): string | null => {
  if (!url || !URL.canParse(url)) return null;
  return ['http:', 'https:'].includes(new URL(url).protocol) ? url : null;
};

export const link = (url: string, text: Html): Html => {
  const safe = safeUrl(url);
  return safe ? html`<a href="${safe}" rel="noopener noreferrer" target="_blank">${text}</a>` : text;
};
