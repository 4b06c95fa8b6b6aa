/**
 * Samples as text, without loss: runs of equal differences. A counter that goes up by one each second for an hour is
 * `1*3600`. docs/sla-report.md is the account of the format.
 */

const run = (token: string, count: number): string => (count === 1 ? token : `${token}*${count}`);

/** Tokens with equal neighbours folded. */
const fold = (tokens: Iterable<string>): string => {
  const out: string[] = [];
  let last: string | undefined;
  let count = 0;
  for (const token of tokens) {
    if (token === last) count += 1;
    else {
      if (last !== undefined) out.push(run(last, count));
      last = token;
      count = 1;
    }
  }
  if (last !== undefined) out.push(run(last, count));
  return out.join(' ');
};

const unfold = function* (text: string): Generator<string> {
  for (const part of text === '' ? [] : text.split(' ')) {
    const [token = '', count = '1'] = part.split('*');
    const times = Number(count);
    if (token === '' || !Number.isSafeInteger(times) || times < 1) throw new Error(`no token: ${part.slice(0, 40)}`);
    for (let i = 0; i < times; i += 1) yield token;
  }
};

const numberOf = (text: string): number => {
  const value = text === 'NaN' ? Number.NaN : Number(text);
  if (text === '' || (Number.isNaN(value) && text !== 'NaN')) throw new Error(`no number: ${text.slice(0, 40)}`);
  return value;
};

/** Milliseconds as differences, the first one from `start`. */
export const encodeTimes = (times: readonly number[], start: number): string => {
  let last = start;
  return fold(
    times.map((time) => {
      const step = time - last;
      last = time;
      return String(step);
    }),
  );
};

export const decodeTimes = (text: string, start: number): readonly number[] => {
  let last = start;
  return [...unfold(text)].map((token) => {
    last += numberOf(token);
    return last;
  });
};

const isWhole = (value: number | undefined): value is number => Number.isSafeInteger(value) && !Object.is(value, -0);

/** A difference where both are whole and so is it; anything else is written out after `=`. */
const valueToken = (value: number, last: number | undefined): string => {
  if (Object.is(value, last)) return '0';
  if (isWhole(value) && isWhole(last) && isWhole(value - last)) return String(value - last);
  return Object.is(value, -0) ? '=-0' : `=${value}`;
};

export const encodeValues = (values: readonly number[]): string => {
  let last: number | undefined;
  return fold(
    values.map((value) => {
      const token = valueToken(value, last);
      last = value;
      return token;
    }),
  );
};

export const decodeValues = (text: string): readonly number[] => {
  let last = Number.NaN;
  return [...unfold(text)].map((token) => {
    if (token.startsWith('=')) last = numberOf(token.slice(1));
    else if (token !== '0') last += numberOf(token);
    return last;
  });
};
