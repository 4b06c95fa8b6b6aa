/** A card as the body of a Discord message, without mentions: those are said by whoever sends it. */
import { type Card, fitCard } from './card.ts';

export const messageOf = (card: Card) => {
  const { content, title, description, color, fields, footer } = fitCard(card);
  const embed = {
    ...{ title, description, color, fields: fields.map((field) => ({ ...field, inline: false })) },
    footer: { text: footer },
  };
  // A card without a title is its content alone.
  return { content, embeds: title === '' ? [] : [embed] };
};

/** A line without an embed. @param mentionRole rings when it is posted */
export const lineCard = (content: string, mentionRole?: string): Card => ({
  ...{ content, title: '', description: '', color: 0, fields: [], footer: '' },
  mentionRole,
});

/** Discord's SUPPRESS_NOTIFICATIONS, given with a post and never with an edit. */
export const quietFlag = 4096;
