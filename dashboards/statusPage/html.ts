/** HTML from templates that escape whatever is put into them; only `Html` passes as it is. */

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

/** Control characters, and those that turn the direction of text around, have no business in a name. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must go
const unseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

export const escapeHtml = (text: string): string =>
  text.replaceAll(unseen, '\ufffd').replaceAll(/[&<>"']/g, (sign) => entities[sign] ?? '');

type Part = Html | string | number | null | undefined | false | readonly Part[];

const partText = (part: Part): string => {
  if (part === null || part === undefined || part === false) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'string' || typeof part === 'number') return escapeHtml(String(part));
  return part.map(partText).join('');
};

export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  new Html(strings.reduce((all, text, index) => `${all}${partText(parts[index - 1])}${text}`));
