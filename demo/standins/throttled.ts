import type { Answer } from './types.ts';

/** 429 as Discord tells it. @param seconds until the next try */
export const throttled = (seconds: number): Answer => ({
  status: 429,
  headers: { 'Retry-After': String(Math.ceil(seconds)), 'X-RateLimit-Scope': 'user' },
  body: { message: 'You are being rate limited.', retry_after: seconds, global: false },
});
