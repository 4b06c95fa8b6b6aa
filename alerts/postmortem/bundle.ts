/** The files of an exported incident, and the zip that holds them. */
import { strToU8, zipSync } from 'fflate';
import { draftOf } from './draft.ts';
import type { Postmortem } from './model.ts';

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Name → text. */
export const bundleFiles = (post: Postmortem): ReadonlyMap<string, string> => {
  const { incident, timeline, outage, recording } = post.kept;
  return new Map([
    ['postmortem.md', draftOf(post)],
    ['incident.json', json({ ...incident, outage, recording, ledger: post.months })],
    ['timeline.json', json(timeline)],
    ...(post.recording === null ? [] : [['recording.ndjson', post.recording] as const]),
    ...(post.rules === null ? [] : [['rules.json', json(post.rules)] as const]),
    ['versions.json', json({ headwatch: post.version, nodes: post.clients })],
  ]);
};

/** The same bytes for the same files. @param at Unix seconds; a zip counts from 1980 in local time */
export const zipOf = (folder: string, files: ReadonlyMap<string, string>, at: number): Uint8Array => {
  const mtime = new Date(at * 1000);
  const entries = [...files].map(([name, text]) => [`${folder}/${name}`, strToU8(text)] as const);
  return zipSync(Object.fromEntries(entries), { level: 6, mtime });
};
