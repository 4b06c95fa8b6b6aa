/** The recording over HTTP, packed, and what its header says of who is in it. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { RequestHandler } from 'express';
import { type RecordedTarget, type RecordingHeader, recordingFormat } from '../record/lines.ts';
import { type RecordingRange, rangeOf } from '../record/tellRecording.ts';
import { version } from '../version.ts';
import type { ViewSources } from './buildView.ts';

type Sources = Pick<ViewSources, 'vantage' | 'central' | 'nodes' | 'references' | 'edges'>;

export const recordingHeader = (sources: Sources): Omit<RecordingHeader, 'from' | 'to'> => {
  const { vantage, central, nodes, references, edges } = sources;
  const targets = [...nodes, ...references, ...edges].map((target): RecordedTarget => {
    const { target: name, role, chain, region } = target.labels;
    const node = target.role === 'node' ? target : undefined;
    const clientVersion = node?.hints.clientVersion;
    return {
      ...{ name, role, chain, region },
      ...(node && { kind: node.node.kind }),
      ...(clientVersion !== undefined && { clientVersion }),
    };
  });
  return { kind: 'recording', format: recordingFormat, vantage, central, version, targets };
};

/** The router asks alone; more than a few at once are not ours. */
const atOnce = 2;

export const recordingRoute = (tell: (range: RecordingRange) => AsyncGenerator<string>): RequestHandler => {
  let under = 0;
  return async (request, response) => {
    const range = rangeOf(request.query.from, request.query.to, Date.now() / 1000);
    if (!range) {
      response.status(400).json({ error: 'from, to: expected Unix seconds, from before to' });
      return;
    }
    if (under >= atOnce) {
      response.status(503).json({ error: 'other recordings are being told; ask again' });
      return;
    }
    under += 1;
    response.type('application/x-ndjson').set('vary', 'accept-encoding');
    const lines = Readable.from(tell(range));
    try {
      if (request.acceptsEncodings('gzip')) {
        response.set('content-encoding', 'gzip');
        await pipeline(lines, createGzip(), response);
      } else await pipeline(lines, response);
    } catch {
      // Whoever asked has gone; there is nobody to tell.
    } finally {
      under -= 1;
    }
  };
};
