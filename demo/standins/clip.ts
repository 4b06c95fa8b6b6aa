/** Cuts a text that a stranger sent, so that what is kept of it stays bounded. */
export const clip = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1)}…`;

/** Keeps the newest `length` of a list in place; answers how many went. */
export const keepLast = (list: unknown[], length: number): number => {
  const surplus = Math.max(0, list.length - length);
  list.splice(0, surplus);
  return surplus;
};
