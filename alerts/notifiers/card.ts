/** A card as data, whoever shows it, and the vendor's limits on it. */

export interface CardField {
  readonly name: string;
  readonly value: string;
}

export interface Card {
  /** The line that a phone shows as notification. */
  readonly content: string;
  readonly title: string;
  readonly description: string;
  readonly color: number;
  readonly fields: readonly CardField[];
  readonly footer: string;
  /** Role to mention when this card is posted for the first time; edits never ping. */
  readonly mentionRole: string | undefined;
  /** Posted without a notification: no phone and no desktop shows that it came. */
  readonly quiet?: boolean;
}

/** Discord's documented limits of a message with one embed. */
export const cardLimits = {
  content: 2000,
  title: 256,
  description: 4096,
  fields: 25,
  fieldName: 256,
  fieldValue: 1024,
  footer: 2048,
  /** Over title, description, fields and footer together. */
  embed: 6000,
} as const;

export const cutMark = '…';

/** Cuts to `limit` UTF-16 units with a visible mark, never through a surrogate pair. */
export const cut = (text: string, limit: number): string => {
  if (text.length <= limit) return text;
  const end = limit - cutMark.length;
  const last = text.charCodeAt(end - 1);
  const splits = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, splits ? end - 1 : end).trimEnd() + cutMark;
};

export const embedSize = (card: Card): number =>
  card.title.length +
  card.description.length +
  card.footer.length +
  card.fields.reduce((sum, field) => sum + field.name.length + field.value.length, 0);

/** Whole lines as long as they fit, then how many were left out. */
export const cutLines = (lines: readonly string[], limit: number): string => {
  const whole = lines.join('\n');
  if (whole.length <= limit) return whole;
  const kept: string[] = [];
  let size = 0;
  for (const line of lines) {
    const left = lines.length - kept.length;
    if (size + line.length + 1 + `${cutMark} and ${left} more`.length > limit) break;
    kept.push(line);
    size += line.length + 1;
  }
  return [...kept, `${cutMark} and ${lines.length - kept.length} more`].join('\n');
};

/** Characters that nobody sees, and those that turn the direction of text around. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must go
const unseen = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** What Discord can take and a reader can trust: half a surrogate pair would have the whole card refused. */
const clean = (text: string): string =>
  text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/\p{Surrogate}/gu, '\ufffd')
    .replaceAll(unseen, '\ufffd');
const oneLine = (text: string): string => clean(text).replaceAll(/\n+/g, ' ');

/** Fits a card into the limits. What goes first is what says least: the description's tail, then the last fields. */
export const fitCard = (card: Card): Card => {
  const fields = card.fields
    .filter((field) => field.value !== '')
    .slice(0, cardLimits.fields)
    .map(({ name, value }) => ({
      name: cut(oneLine(name), cardLimits.fieldName),
      value: cut(clean(value), cardLimits.fieldValue),
    }));
  let fitted: Card = {
    ...card,
    // Beside an embed it is the line of a notification; alone it is the message.
    content: cut((card.title === '' ? clean : oneLine)(card.content), cardLimits.content),
    title: cut(oneLine(card.title), cardLimits.title),
    description: cut(clean(card.description), cardLimits.description),
    footer: cut(oneLine(card.footer), cardLimits.footer),
    fields,
  };
  const over = embedSize(fitted) - cardLimits.embed;
  if (over > 0) {
    const room = Math.max(cutMark.length, fitted.description.length - over);
    fitted = { ...fitted, description: cut(fitted.description, room) };
  }
  while (embedSize(fitted) > cardLimits.embed && fitted.fields.length > 0) {
    fitted = { ...fitted, fields: fitted.fields.slice(0, -1), footer: cut(fitted.footer, 200) };
  }
  return fitted;
};
