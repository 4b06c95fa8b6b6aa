/** The draft of a postmortem, and the copy for others: their words, and that nothing of the inside is in the copy. */
import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { bundleFiles, zipOf } from '../../../alerts/postmortem/bundle.ts';
import { draftOf } from '../../../alerts/postmortem/draft.ts';
import { publicClient, publicCopy } from '../../../alerts/postmortem/publicCopy.ts';
import { withoutAddresses } from '../../../cli/redact.ts';
import { planted } from '../../rules/support/fleets.ts';
import { fleet, kept, people, postmortem } from './scene.ts';

test('the draft', async () => {
  await expect(draftOf(await postmortem())).toMatchFileSnapshot('./draft.md');
});

test('the draft for others', async () => {
  await expect(draftOf(publicCopy(fleet, await postmortem()))).toMatchFileSnapshot('./public.md');
});

test('what is not known is said to be so, and no figure is made up', async () => {
  const bare = draftOf({
    ...(await postmortem()),
    kept: {
      ...kept,
      incident: { ...kept.incident, causes: [], resolvedAt: null, state: 'firing', acknowledgedAt: null },
      timeline: [],
      outage: null,
      recording: { parts: [], missing: [{ vantage: 'eu', why: 'its collector did not answer' }] },
    },
    ...{ months: null, recording: null, clients: {} },
  });
  for (const said of [
    'It goes on.',
    'Cause: not known.',
    'What it cost is not known: the SLA ledger could not be asked.',
    '| First bad second of members | not known, or not at all |',
    'There is no recording of the minutes before it.',
    'Nothing of what vantage eu saw is in the recording: its collector did not answer.',
    'It paged, and nobody acknowledged it here.',
  ])
    expect(bare).toContain(said);
  const other = draftOf({ ...(await postmortem()), months: [] });
  expect(other).toContain('No edge for members is concerned: it cost no second of the service level.');
});

test('no name, person, address, key or foreign text is in any file of the copy for others', async () => {
  const files = bundleFiles(publicCopy(fleet, await postmortem()));
  expect([...files.keys()]).toEqual([
    'postmortem.md',
    'incident.json',
    'timeline.json',
    'recording.ndjson',
    'versions.json',
  ]);
  const secrets = [...fleet.nodes, ...fleet.references, ...fleet.edges].map(({ endpoint }) => endpoint.url.reveal());
  const forbidden = [
    ...planted,
    ...people,
    ...secrets,
    'planted',
    'lovelace',
    '10.99.0.7',
    'hotline',
    'PagerDuty',
    'arb-gone',
  ];
  const names = [...fleet.nodes, ...fleet.references, ...fleet.edges].map(({ name }) => name);
  for (const [name, text] of files) {
    for (const word of forbidden)
      expect([name, word, text.toLowerCase().includes(word.toLowerCase())]).toEqual([name, word, false]);
    for (const word of names)
      expect([name, word, new RegExp(`(?<![\\w-])${word}(?![\\w-])`).test(text)]).toEqual([name, word, false]);
  }
  expect(files.get('recording.ndjson')).toContain('"target":"Node EU"');
  expect(files.get('incident.json')).toContain('"scope": "edge:Arbitrum RPC"');
});

test('the own copy holds the evidence, and no key or address even where one has slipped into a text', async () => {
  const post = await postmortem();
  const slipped = fleet.nodes[0]?.endpoint.url.reveal() ?? '';
  const files = bundleFiles({ ...post, rules: [{ alert: 'EdgeDown', expr: `x{url="${slipped}"}` }] });
  const clean = new Map([...files].map(([name, text]) => [name, withoutAddresses(text, fleet)]));
  expect(files.get('rules.json')).toContain('planted0node0key0123');
  for (const text of clean.values()) expect(text).not.toMatch(/planted0node0key|planted-origin|planted0edge0key/);
  expect(clean.get('recording.ndjson')).toContain('"target":"arb-eu"');

  const zip = zipOf('incident-1', clean, post.writtenAt);
  const back = unzipSync(zip);
  expect(Object.keys(back)).toEqual([...clean.keys()].map((name) => `incident-1/${name}`));
  expect(new TextDecoder().decode(back['incident-1/timeline.json'])).toBe(clean.get('timeline.json'));
  expect(zipOf('incident-1', clean, post.writtenAt)).toEqual(zip);
});

test.each([
  ['nitro/v3.10.0-abcdef0/linux-amd64/go1.25', 'nitro v3.10.0-abcdef0'],
  ['Geth/my-own-name/v1.16.4-stable/linux', 'Geth v1.16.4-stable'],
  ['Nethermind/v1.31.0+abc/linux-x64/dotnet9', 'Nethermind v1.31.0+abc'],
  ['rack7.example.org says v1.2', 'a client'],
  ['', 'a client'],
])('of %j others read %j', (said, told) => {
  expect(publicClient(said)).toBe(told);
});
