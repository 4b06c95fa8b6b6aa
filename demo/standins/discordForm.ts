/** A webhook message as it comes over the wire: JSON, or a form with `payload_json` and files. */
import type { Asked } from './types.ts';

export interface Attachment {
  readonly filename: string;
  readonly size: number;
}

export interface Form {
  readonly json: unknown;
  readonly files: readonly Attachment[];
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The message and its files, or null when it cannot be read as either. Files are measured, not kept. */
export const readForm = async (asked: Asked): Promise<Form | null> => {
  if (!asked.contentType.startsWith('multipart/form-data')) {
    const json = parse(asked.body.toString('utf8'));
    return json === undefined ? null : { json, files: [] };
  }
  try {
    const body = new Uint8Array(asked.body);
    const form = await new Response(body, { headers: { 'content-type': asked.contentType } }).formData();
    const files: Attachment[] = [];
    for (const value of form.values())
      if (typeof value !== 'string') files.push({ filename: value.name.slice(0, 260), size: value.size });
    const payload = form.get('payload_json');
    const json =
      typeof payload === 'string'
        ? parse(payload)
        : Object.fromEntries([...form].filter(([, v]) => typeof v === 'string'));
    return json === undefined ? null : { json, files: files.slice(0, 10) };
  } catch {
    return null;
  }
};
