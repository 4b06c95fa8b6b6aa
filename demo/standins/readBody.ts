import type { IncomingMessage } from 'node:http';

/** The whole body, or null when it is longer than `limit` bytes; what is beyond the limit is read and thrown away. */
export const readBody = async (request: IncomingMessage, limit: number): Promise<Buffer | null> => {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    // The stream has no encoding set, so its chunks are Buffers.
    const bytes = chunk as Buffer;
    length += bytes.length;
    if (length <= limit) chunks.push(bytes);
    else chunks.length = 0;
  }
  return length > limit ? null : Buffer.concat(chunks);
};
