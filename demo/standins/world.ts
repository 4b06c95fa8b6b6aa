/** All that the stand-ins know, joined: three sinks, their modes, the log. */
import { createDeadman } from './deadman.ts';
import { createDiscord } from './discord.ts';
import { looseFacts } from './discordFacts.ts';
import { createPagerDuty } from './pagerduty.ts';
import { createRequestLog } from './requestLog.ts';
import { type DiscordFacts, type Sink, type SinkMode, sinks } from './types.ts';

export interface WorldOptions {
  readonly webhookId: string;
  readonly webhookToken: string;
  readonly botToken: string;
  readonly routingKey: string;
  readonly deadmanId: string;
  readonly now: () => number;
}

const noFacts: DiscordFacts = {
  ...{ action: 'gateway', by: 'bot', messageId: null, threadId: null },
  ...looseFacts(undefined),
};
const ok: SinkMode = { mode: 'ok', retryAfter: 2 };

export const createWorld = (options: WorldOptions) => {
  const { now } = options;
  const startedAt = now();
  const pagerduty = createPagerDuty(options);
  const deadman = createDeadman({ id: options.deadmanId, now });
  const log = createRequestLog();
  const modes: Record<Sink, SinkMode> = { discord: ok, pagerduty: ok, deadman: ok };
  const discord = createDiscord({
    ...options,
    isDown: () => modes.discord.mode === 'down',
    onGateway: (reason, accepted) =>
      log.add({
        ...{ at: now(), sink: 'discord', method: 'WS', path: '/gateway', status: accepted ? 101 : null, accepted },
        reason: accepted ? null : reason,
        facts: { ...noFacts, content: reason },
      }),
  });
  return {
    now,
    discord,
    pagerduty,
    deadman,
    log,
    modes,
    /** `GET /standins/state`. Times are Unix milliseconds. */
    state: () => ({
      startedAt,
      now: now(),
      modes: { ...modes },
      discord: discord.state(),
      pagerduty: {
        pages: pagerduty.incidents.pages(),
        incidents: pagerduty.incidents.all(),
        changes: pagerduty.changes(),
      },
      deadman: deadman.beats(),
      deadmanRouter: deadman.routerBeats(),
      log: { kept: log.entries().length, dropped: log.dropped() },
    }),
    /** Forgets everything received and makes every sink well again; addresses and keys stay. */
    reset() {
      discord.clear();
      pagerduty.clear();
      deadman.clear();
      log.clear();
      for (const sink of sinks) modes[sink] = ok;
    },
  };
};
export type World = ReturnType<typeof createWorld>;
/** What `GET /standins/state` answers. */
export type StandinsState = ReturnType<World['state']>;
