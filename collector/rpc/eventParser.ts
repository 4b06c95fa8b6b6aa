/** Server-sent events as the HTML standard reads them, as far as the Beacon API writes them: `event:` and `data:`. */

/** A head event is a quarter of a kilobyte. Characters of a line, and of the data of one event. */
const longest = 64 * 1024;

export interface EventParser {
  /** Takes a piece of the stream; false when a line or an event has grown beyond all measure. */
  readonly take: (text: string) => boolean;
}

export const createEventParser = (onEvent: (name: string, data: string) => void): EventParser => {
  let rest = '';
  let name = '';
  let data: string[] = [];
  let size = 0;

  const line = (text: string): void => {
    if (text === '') {
      // An event without data is none (a keep-alive of some servers).
      if (data.length > 0) onEvent(name || 'message', data.join('\n'));
      name = '';
      data = [];
      size = 0;
      return;
    }
    const colon = text.indexOf(':');
    // A line that begins with a colon is a comment: the server shows that it lives.
    if (colon === 0) return;
    const field = colon < 0 ? text : text.slice(0, colon);
    const value = colon < 0 ? '' : text.slice(text[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (field === 'event') name = value;
    if (field === 'data') {
      data.push(value);
      size += value.length;
    }
  };

  return {
    take: (text) => {
      const lines = (rest + text).split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? '';
      for (const each of lines) {
        line(each);
        if (size > longest) return false;
      }
      return rest.length <= longest;
    },
  };
};
