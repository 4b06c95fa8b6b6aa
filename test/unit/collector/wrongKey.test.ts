import { describe, expect, it } from 'vitest';
import type { FailureReason } from '../../../collector/catalogue/labels.ts';
import { Secret } from '../../../collector/config/secret.ts';
import { keyRefused } from '../../../collector/journey/keyCheck.ts';
import { withWrongKey, wrongText } from '../../../collector/journey/wrongKey.ts';

const endpoint = (url: string, headers: Record<string, string> = {}) => ({
  url: new Secret(url),
  headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, new Secret(value)])),
  via: 'cloudflare' as const,
});
const wrongOf = (url: string, keyed?: boolean, headers: Record<string, string> = {}) => {
  const wrong = withWrongKey(endpoint(url, headers), keyed);
  return (
    wrong && {
      url: wrong.url.reveal(),
      headers: Object.fromEntries(Object.entries(wrong.headers).map(([name, value]) => [name, value.reveal()])),
    }
  );
};

describe('the wrong twin of an address', () => {
  it('has another key of the same shape at the end of the path', () => {
    const wrong = wrongOf('https://arb.example.org/v1/9f8E7d6C5b4A-xyz0');
    expect(wrong?.url).toMatch(
      /^https:\/\/arb\.example\.org\/v1\/\d[a-z]\d[A-Z]\d[a-z]\d[A-Z]\d[a-z]\d[A-Z]-[a-z]{3}\d$/,
    );
    expect(wrong?.url).not.toContain('9f8E7d6C5b4A');
  });

  it('has one in the query, and leaves the rest of the query alone', () => {
    const wrong = wrongOf('https://arb.example.org/rpc?chain=arbitrum-one&apikey=0a1b2c3d4e5f');
    expect(wrong?.url).toMatch(/^https:\/\/arb\.example\.org\/rpc\?chain=arbitrum-one&apikey=(\d[a-f]){6}$/);
    expect(wrong?.url).not.toContain('0a1b2c3d4e5f');
  });

  it('has one in the headers, and keeps the scheme', () => {
    const wrong = wrongOf('https://arb.example.org/', undefined, {
      authorization: 'Bearer abcdefgh12345678',
      via: 'x',
    });
    expect(wrong?.headers.authorization).toMatch(/^Bearer [a-z]{8}\d{8}$/);
    expect(wrong?.headers.authorization).not.toContain('abcdefgh12345678');
    expect(wrong?.headers.via).toBe('x');
  });

  it('is not made where nothing looks like a key, or the owner says that there is none', () => {
    for (const path of ['', 'rpc', 'v1/mainnet', 'arbitrum-one-42161', 'rpc?chain=arbitrum-one', 'KEYaaaa1111/rpc'])
      expect(wrongOf(`https://arb.example.org/${path}`)).toBeUndefined();
    expect(wrongOf('https://arb.example.org/0a1b2c3d4e5f', false)).toBeUndefined();
    expect(wrongOf('https://arb.example.org/', true)).toBeUndefined();
  });

  it('is made of what there is when the owner says that it is keyed', () => {
    expect(wrongOf('https://arb.example.org/our-secret', true)?.url).toMatch(/\/[a-z]{3}-[a-z]{6}$/);
    expect(wrongOf('https://arb.example.org/0a1b2c3d4e5f/rpc', true)?.url).toMatch(/\/(\d[a-f]){6}\/rpc$/);
  });

  it('prints neither key', () => {
    const wrong = withWrongKey(endpoint('https://arb.example.org/0a1b2c3d4e5f', { 'x-key': 'k3yk3yk3y' }), undefined);
    expect(JSON.stringify(wrong)).toBe('{"url":"[redacted]","headers":{"x-key":"[redacted]"},"via":"cloudflare"}');
  });

  it('is never the right one, however short and unlucky', () => {
    for (const text of ['0', 'a', 'Zz9', '0a'])
      for (let luck = 0; luck < 26; luck++) expect(wrongText(text, (below) => luck % below)).not.toBe(text);
    expect(wrongText('%2Fab', () => 3)).toMatch(/^%2F[a-f]{2}$/);
  });
});

describe('what a wrong key is answered with', () => {
  const timing = { sentWall: 0, sentMono: 0, receivedMono: 0 };
  const failed = (reason: FailureReason) => ({ ok: false as const, reason, ...timing });

  it('a refusal is a refusal, whoever words it', () => {
    for (const reason of ['http_4xx', 'http_forbidden', 'edge_challenge', 'rpc_error'] as const)
      expect(keyRefused(failed(reason), false)).toBe(1);
  });

  it('a chain id means that the edge is open', () => {
    expect(keyRefused({ ok: true, value: '0xa4b1', ...timing }, false)).toBe(0);
  });

  it('everything else says nothing', () => {
    for (const reason of [
      'timeout',
      'refused',
      'http_5xx',
      'http_429',
      'edge_error',
      'not_json',
      'http_other',
    ] as const)
      expect(keyRefused(failed(reason), false)).toBeUndefined();
    expect(keyRefused(failed('http_forbidden'), true)).toBeUndefined();
    expect(keyRefused({ ok: true, value: null, ...timing }, false)).toBeUndefined();
  });
});
