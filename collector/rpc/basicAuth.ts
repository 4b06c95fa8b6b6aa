/** `%40` → `@`; text that is no such encoding stays as it is. */
export const percentDecoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** User and password of a URL for an Authorization header (RFC 7617: as they are, not percent-encoded); undefined without. */
export const basicAuth = (url: URL): string | undefined => {
  if (url.username === '' && url.password === '') return undefined;
  return Buffer.from(`${percentDecoded(url.username)}:${percentDecoded(url.password)}`).toString('base64');
};
