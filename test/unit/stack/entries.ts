/** Requests as the stand-ins log them: what a drill measures. */
import type { Entry } from '../../../demo/standins/types.ts';

let seq = 0;

export const base = (at: number, accepted = true) => {
  seq += 1;
  return { seq, at, method: 'POST', path: '/', status: accepted ? 200 : 429, accepted, reason: null };
};

export const card = (
  at: number,
  word: string,
  more: { id?: string; edit?: true; accepted?: boolean; cause?: string; region?: string } = {},
): Entry => ({
  ...base(at, more.accepted),
  sink: 'discord',
  facts: {
    action: more.edit ? 'edit' : 'create',
    by: 'webhook',
    messageId: more.accepted === false ? null : (more.id ?? 'm1'),
    threadId: null,
    content: '',
    title: `X ${word} · arb · ${more.region ?? 'eu'} · EDGE DOWN`,
    description: `EU members get no answer.\n**Cause** ${more.cause ?? 'edge: it answers 502 (likely)'}\n**Do** 1 look`,
    fields: [],
    footer: '',
    color: null,
    embeds: 1,
    buttons: [],
    controls: [],
    pings: [],
  },
});

export const page = (
  at: number,
  action: 'trigger' | 'resolve',
  more: { isNew?: boolean; pageClass?: string; region?: string } = {},
): Entry => ({
  ...base(at),
  sink: 'pagerduty',
  facts: {
    action,
    dedup_key: `k-${more.region ?? 'eu'}`,
    summary: '',
    severity: 'critical',
    source: '',
    component: 'edge:arb',
    group: more.region ?? 'eu',
    class: more.pageClass ?? 'outage',
    newIncident: more.isNew ?? false,
    incident: 1,
  },
});

export const beat = (at: number, of: 'pipeline' | 'router'): Entry => ({
  ...base(at),
  sink: 'deadman',
  facts: { of, beat: 1 },
});

export const refused = (at: number, sink: 'discord' | 'pagerduty'): Entry => ({
  ...base(at, false),
  sink,
  facts: null,
});
