/** The verdict, a test a line: what was found out, and the sentence that a member reads. */
import { describe, expect, it, test } from 'vitest';
import type { Findings, RegionWord, StatusWord } from '../../../cli/journey/findings.ts';
import { reasonWords } from '../../../cli/journey/reasons.ts';
import { judge, type VerdictKind } from '../../../cli/journey/verdict.ts';
import { failureReasons } from '../../../collector/catalogue/labels.ts';

/** 4 October 2026, 09:30 UTC. */
const now = Date.UTC(2026, 9, 4, 9, 30) / 1000;
const at = (hour: number, minute: number, day = 4): number => Date.UTC(2026, 9, day, hour, minute) / 1000;

const region = (name: string, state: RegionWord['state'], since: number | null = at(3, 12)): RegionWord => ({
  region: name,
  state,
  since,
});
const page = (...regions: readonly RegionWord[]): StatusWord => ({ kind: 'read', chainHalted: false, regions });
const euWell = page(region('eu', 'good'));
const euBad = page(region('eu', 'bad'), region('us', 'good'));
const unread: StatusWord = { kind: 'unreadable', why: 'no answer in time' };

const none: Findings['references'] = { asked: 0, answered: 0, halted: false };
const dead: Findings['references'] = { asked: 2, answered: 0, halted: false };
const still: Findings['references'] = { asked: 2, answered: 2, halted: true };

const found = (over: Partial<Findings>): Findings => ({
  runs: 3,
  failedRuns: 0,
  failure: undefined,
  goodSteps: 7,
  headAge: 0.42,
  lag: 0,
  stale: 30,
  references: { asked: 2, answered: 2, halted: false },
  status: { kind: 'none' },
  now,
  ...over,
});
const timeout = {
  failure: { step: 'chain_id', reason: 'timeout' },
  failedRuns: 3,
  lag: undefined,
  headAge: undefined,
} as const;
const logs = { failure: { step: 'logs', reason: 'rpc_error' }, failedRuns: 3 } as const;

const cases: readonly (readonly [Partial<Findings>, VerdictKind, string])[] = [
  [{}, 'well', 'All well from here: 7 steps right, newest block 0.4 s old, level with 2 public endpoints.'],
  [
    { lag: 4, references: { asked: 2, answered: 1, halted: false } },
    'well',
    'All well from here: 7 steps right, newest block 0.4 s old, 4 s behind 1 of 2 public endpoints.',
  ],
  [{ lag: undefined, references: none }, 'well', 'All well from here: 7 steps right, newest block 0.4 s old.'],
  [
    { status: euBad },
    'well',
    'All well from here: 7 steps right, newest block 0.4 s old, level with 2 public endpoints, though eu is degraded, known since 03:12 UTC.',
  ],
  [
    { status: unread },
    'well',
    'All well from here: 7 steps right, newest block 0.4 s old, level with 2 public endpoints; the status page cannot be read (no answer in time).',
  ],

  [
    { failure: { step: 'gas_price', reason: 'http_429' }, failedRuns: 1, status: euBad },
    'throttled',
    'You are throttled (HTTP 429), at gas_price.',
  ],
  [
    { ...timeout, failure: { step: 'chain_id', reason: 'http_forbidden' }, status: euBad },
    'key_refused',
    'Your key is refused (HTTP 401 or 403).',
  ],
  [
    { ...timeout, failure: { step: 'chain_id', reason: 'edge_challenge' } },
    'challenged',
    'You are taken for a robot: the edge answers with a challenge page for browsers.',
  ],

  [{ ...timeout, status: euBad }, 'known_outage', 'It is not you: eu is degraded, known since 03:12 UTC.'],
  [
    { ...logs, status: page(region('eu', 'bad', at(23, 58, 3)), region('us', 'bad', at(0, 1))) },
    'known_outage',
    'It is not you: eu and us are degraded, known since 2026-10-03 23:58 UTC.',
  ],
  [
    { ...logs, status: page(region('eu', 'bad', null)) },
    'known_outage',
    'It is not you: eu is degraded, by its own word.',
  ],
  [{ lag: 95, status: euBad }, 'known_outage', 'It is not you: eu is degraded, known since 03:12 UTC.'],

  [
    { ...timeout, references: dead },
    'your_network',
    'It is your network: it reaches neither your endpoint (no answer in time) nor 2 public endpoints.',
  ],
  [
    { ...timeout, references: dead, status: unread },
    'your_network',
    'It is your network: it reaches neither your endpoint (no answer in time) nor 2 public endpoints.',
  ],
  [
    { ...timeout, references: dead, status: euWell },
    'your_network',
    'It is your network: it does not reach your endpoint (no answer in time), nor 2 public endpoints, while the service is well in eu by its own word.',
  ],
  [
    { ...timeout, status: euWell },
    'your_network',
    'It is your network: it does not reach your endpoint (no answer in time), while the service is well in eu by its own word.',
  ],

  [
    { ...timeout },
    'endpoint',
    'It is the endpoint: it does not answer you (no answer in time), while 2 public endpoints do.',
  ],
  [
    { ...timeout, references: { asked: 2, answered: 1, halted: false }, status: unread },
    'endpoint',
    'It is the endpoint: it does not answer you (no answer in time), while 1 of 2 public endpoints does; the status page cannot be read (no answer in time).',
  ],
  [
    { ...timeout, status: page(region('eu', 'unknown')) },
    'endpoint',
    'It is the endpoint: it does not answer you (no answer in time), while 2 public endpoints do.',
  ],
  [{ ...logs }, 'endpoint', 'It is the endpoint: logs fails (a JSON-RPC error).'],
  [
    { ...logs, status: euWell },
    'endpoint',
    'It is the endpoint: logs fails (a JSON-RPC error), while the service is well in eu by its own word.',
  ],
  [{ lag: 95 }, 'endpoint', 'It is the endpoint: its newest block is 95 s behind 2 public endpoints.'],
  [
    { lag: 950, references: { asked: 2, answered: 1, halted: false } },
    'endpoint',
    'It is the endpoint: its newest block is 15 m 50 s behind 1 of 2 public endpoints.',
  ],

  [{ ...logs, failedRuns: 1 }, 'unsteady', 'It is unsteady: 1 of 3 runs failed, at logs (a JSON-RPC error).'],

  [
    { headAge: 190, references: still },
    'chain_halted',
    'The chain itself stands still, the newest block is 3 m 10 s old: it is neither you nor the endpoint.',
  ],
  [
    {
      headAge: 190,
      lag: undefined,
      references: none,
      status: { kind: 'read', chainHalted: true, regions: [region('eu', 'halted')] },
    },
    'chain_halted',
    'The chain itself stands still, the newest block is 3 m 10 s old: it is neither you nor the endpoint.',
  ],
  [{ ...logs, headAge: 190, references: still }, 'endpoint', 'It is the endpoint: logs fails (a JSON-RPC error).'],

  [
    { ...timeout, references: none },
    'cannot_tell',
    'Your endpoint does not answer you (no answer in time), and nothing else can say whose fault that is.',
  ],
  [
    { ...timeout, references: none, status: unread },
    'cannot_tell',
    'Your endpoint does not answer you (no answer in time), and nothing else can say whose fault that is; the status page cannot be read (no answer in time).',
  ],
];

describe('each finding has its one line', () => {
  for (const [over, kind, line] of cases) {
    it(line, () => {
      expect(judge(found(over))).toEqual({ kind, line });
    });
  }
});

test('every closed reason ends in one line that names it in words, never in a healthy one', () => {
  for (const reason of failureReasons) {
    const { kind, line } = judge(found({ failure: { step: 'head', reason }, failedRuns: 3 }));
    expect(kind, reason).not.toBe('well');
    expect(line).not.toContain('\n');
    if (kind === 'endpoint') expect(line).toContain(reasonWords[reason]);
  }
});
