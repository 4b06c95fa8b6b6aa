/** The text of event streams and the words of refusals, without a network. */
import { describe, expect, test } from 'vitest';
import { createEventParser } from '../../../collector/rpc/eventParser.ts';
import { reasonOfRest } from '../../../collector/rpc/restErrors.ts';

const read = (...pieces: readonly string[]) => {
  const events: [string, string][] = [];
  const parser = createEventParser((name, data) => events.push([name, data]));
  const good = pieces.map((piece) => parser.take(piece)).every(Boolean);
  return { events, good };
};

describe('an event stream', () => {
  test('in one piece and in every other cut', () => {
    const text = ':keep-alive\n\nevent: head\ndata: {"slot":"1"}\n\nevent: chain_reorg\r\ndata:{"depth":"2"}\r\n\r\n';
    const events = [
      ['head', '{"slot":"1"}'],
      ['chain_reorg', '{"depth":"2"}'],
    ];
    expect(read(text)).toEqual({ events, good: true });
    expect(read(...text)).toEqual({ events, good: true });
    for (let at = 1; at < text.length; at++) expect(read(text.slice(0, at), text.slice(at)).events).toEqual(events);
  });

  test('an event that is not finished is none; data on several lines is joined; no name is "message"', () => {
    expect(read('event: head\ndata: {"slot"').events).toEqual([]);
    expect(read('data: {\ndata: }\n\n').events).toEqual([['message', '{\n}']]);
    expect(read('event: head\n\nevent: x\nid: 4\n\n').events).toEqual([]);
  });

  test('a line or an event without end is given up', () => {
    expect(read('x'.repeat(70_000)).good).toBe(false);
    expect(read(`${'data: 0123456789\n'.repeat(7_000)}`).good).toBe(false);
    expect(read(`data: ${'0'.repeat(1_000)}\n\n`.repeat(200))).toMatchObject({ good: true });
  });
});

describe('the words of a refusal', () => {
  test.each([
    [404, '404 page not found\n'],
    [404, '{"code":404,"message":"NOT_FOUND","stacktraces":[]}'],
    [404, '{"code":404,"message":"Not found"}'],
    [404, '{"message":"Route GET:/eth/v2/node/version not found","error":"Not Found","statusCode":404}'],
    [405, ''],
  ])('%i %s: there is no such route', (status, body) => {
    expect(reasonOfRest(status, body)).toBe('rpc_unsupported');
  });

  test.each([
    [404, '{"message":"Not found: the node does not custody enough data columns to reconstruct blobs"}'],
    [
      500,
      '{"code":500,"message":"INTERNAL_SERVER_ERROR: Insufficient data columns to reconstruct blobs: required 64"}',
    ],
    [
      400,
      '{"code":400,"message":"BAD_REQUEST: Insufficient data columns to reconstruct blobs: required 64, but only 4"}',
    ],
    [500, '{"code":500,"message":"Must custody all 128 data columns to be able to serve blobs"}'],
    [400, '{"code":400,"message":"blobs are not supported after fulu fork"}'],
    [404, '{"code":404,"message":"NOT_FOUND: No blobs with block root 0x3956 found in the store"}'],
  ])('%i %s: a blob is not held', (status, body) => {
    expect(reasonOfRest(status, body)).toBe('blob_missing');
  });

  test.each([
    [404, '{"code":404,"message":"Block not found"}'],
    [404, '{"code":404,"message":"NOT_FOUND: beacon block at slot 5"}'],
    [400, '{"code":400,"message":"Invalid block ID"}'],
    [500, '{"code":500,"message":"Internal server error"}'],
    [503, ''],
    [404, '<html><body>nginx</body></html>'],
    [404, '{"data":[]}'],
  ])('%i %s: no more than the status says', (status, body) => {
    expect(reasonOfRest(status, body)).toBeUndefined();
  });
});
