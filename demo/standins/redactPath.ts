import { clip } from './clip.ts';

/** Path and query for the log: tokens and the dead man's id are secrets, wherever the rest is wrong. */
export const redactPath = (url: URL): string => {
  const path = url.pathname
    .replace(/(\/(?:webhooks|interactions)\/[^/]+\/)[^/]+/, '$1[redacted]')
    .replace(/^(\/deadman\/)[^/]+/, '$1[redacted]');
  return clip(path + url.search, 300);
};
