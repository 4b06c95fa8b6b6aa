/** The senders of the router, each with what it delivers by; undefined where the fleet names no such sink. */
import { metrics } from '../../collector/catalogue/index.ts';
import { type DeliveryOutcome, deliveryOutcomes, type Sink } from '../../collector/catalogue/labels.ts';
import { ConfigError } from '../../collector/config/configError.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import type { NamedSecret } from '../../collector/config/namedSecret.ts';
import { observing } from '../../collector/config/observing.ts';
import type { Log } from '../../collector/log.ts';
import type { MetricRegistry } from '../../collector/registry/registry.ts';
import type { Bot } from '../notifiers/bot.ts';
import { type CardSink, createDiscordSink, parseWebhook } from '../notifiers/discord.ts';
import { createOperatorsSink } from '../notifiers/operators.ts';
import { createPagerDutyClient } from '../pagerduty-client/client.ts';
import { afterCard, type BesideDesk, deliverBeside, isFirstWord, oweThreads } from './beside.ts';
import { type CardDesk, deliverCard } from './cards.ts';
import { deliverMembers, isFirstToMembers, type MembersDesk, tellsMembers } from './membersDesk.ts';
import { deliverOperatorsLine, type OperatorsLineDesk } from './operatorsLine.ts';
import { createPace } from './pace.ts';
import { deliverPage } from './pageDesk.ts';
import { noteAccepted as notePagingAccepted } from './selfwatch/proof.ts';
import { createSender, type Sender } from './sender.ts';
import type { Job } from './store/outbox.ts';
import type { Store } from './store/store.ts';

export interface SinkOptions {
  readonly fleet: Fleet;
  readonly store: Store;
  readonly registry: MetricRegistry;
  readonly log: Log;
  readonly now: () => number;
  readonly commit: (write: () => void) => Promise<void>;
  /** Writes in the operators' channel when it can. */
  readonly bot: Bot | undefined;
  readonly sources: Pick<CardDesk, 'facts' | 'cost' | 'cause' | 'hold'>;
}

export interface Sinks {
  readonly cards: boolean;
  readonly members: boolean;
  readonly pages: boolean;
  /** Makes owed what threads do not tell yet. */
  lookBeside(): void;
  wake(): void;
  stop(): Promise<void>;
}

const openWebhook = (secret: NamedSecret | undefined, api: string | undefined): CardSink | undefined => {
  const webhook = secret?.value;
  if (!secret || !webhook) return undefined;
  if (!parseWebhook(webhook.reveal())) {
    throw new ConfigError(secret.file, [
      {
        path: secret.path,
        found: 'something else',
        expected: 'a Discord webhook URL (https://discord.com/api/webhooks/ID/TOKEN)',
      },
    ]);
  }
  return createDiscordSink({ webhook, api });
};

/** @throws ConfigError when a Discord secret is not a webhook URL. */
export const openSinks = (options: SinkOptions): Sinks => {
  const { fleet, store, registry, log, now, commit } = options;
  const webhook = openWebhook(fleet.notify.discord?.operators, fleet.notify.discord?.api);
  const discord = webhook && createOperatorsSink(webhook, options.bot);
  const members = tellsMembers(fleet)
    ? openWebhook(fleet.notify.discord?.members, fleet.notify.discord?.api)
    : undefined;
  const pagerduty = fleet.notify.pagerduty;
  const routingKey = pagerduty?.routingKey.value;

  const counter = (sink: Sink) => {
    for (const outcome of deliveryOutcomes) registry.inc(metrics.deliveries, { sink, outcome }, 0);
    return (outcome: DeliveryOutcome): void => {
      registry.inc(metrics.deliveries, { sink, outcome });
      if (outcome === 'ok') registry.set(metrics.lastDelivery, { sink }, now());
      else log.warn({ sink, outcome }, 'delivery failed');
    };
  };
  // Errors of the store or of our own: names only, their texts may quote what was written.
  const onError = (sink: Sink) => (error: unknown) =>
    log.error({ sink, error: error instanceof Error ? error.name : 'error' }, 'the outbox cannot be worked on');
  const senders: Sender[] = [];
  const mono = (): number => performance.now() / 1000;

  const countCard = counter('discord');
  const beside: BesideDesk | undefined = discord && {
    ...{ store, now, commit, sink: discord, count: countCard, rings: !observing(fleet) },
  };
  if (discord && beside) {
    const desk: CardDesk = {
      ...options.sources,
      fleet,
      store,
      sink: discord,
      now,
      commit,
      count: countCard,
      beside: (incident, card, posted) => afterCard(beside, incident, card, posted),
      onDelivered: ({ id, scope, region, state, severity, headline }, how) =>
        log.info({ incident: id, scope, region, state, severity, headline }, `card ${how}`),
      onRejected: (incident, detail) =>
        log.error({ incident: incident.id, detail }, 'Discord refused the card for good'),
    };
    const lines: OperatorsLineDesk = {
      ...{ store, now, commit, sink: discord, count: countCard },
      onRejected: (key, detail) => log.error({ key, detail }, 'Discord refused a line for good'),
    };
    const deliver = (job: Job) =>
      deliverBeside(beside, job) ?? deliverOperatorsLine(lines, job) ?? deliverCard(desk, job);
    const pace = { pace: createPace({ mono }), isUrgent: (job: Job) => isFirstWord(store, job) };
    senders.push(createSender({ store, sink: 'discord', deliver, now, onError: onError('discord'), pace }));
  }
  const countMembers = counter('discord_members');
  if (members) {
    const onRejected = (key: string, detail: string): void =>
      log.error({ key, detail }, 'Discord refused the message to members for good');
    const { facts } = options.sources;
    const desk: MembersDesk = { fleet, store, now, facts, sink: members, commit, count: countMembers, onRejected };
    const deliver = (job: Job) => deliverMembers(desk, job);
    const failed = onError('discord_members');
    const pace = { pace: createPace({ mono }), isUrgent: (job: Job) => isFirstToMembers(store, job) };
    senders.push(createSender({ store, sink: 'discord_members', deliver, now, onError: failed, pace }));
  }
  const countPage = counter('pagerduty');
  if (pagerduty && routingKey) {
    const client = createPagerDutyClient({ routingKey, url: pagerduty.url });
    const onRejected = (action: string, detail: string): void =>
      log.error({ action, detail }, 'PagerDuty refused the event');
    const onAccepted = (): void => notePagingAccepted({ fleet, store, now });
    const desk = { store, client, now, commit, count: countPage, onRejected, onAccepted };
    const deliver = (job: Job) => deliverPage(desk, job);
    senders.push(createSender({ store, sink: 'pagerduty', deliver, now, onError: onError('pagerduty') }));
  }
  return {
    cards: discord !== undefined,
    members: members !== undefined,
    // While observing nothing new is owed; what was owed before still goes out.
    pages: routingKey !== undefined && !observing(fleet),
    lookBeside: () => {
      if (beside) oweThreads(beside);
    },
    wake: () => {
      for (const sender of senders) sender.wake();
    },
    stop: async () => {
      await Promise.all(senders.map((sender) => sender.stop()));
      discord?.close();
      members?.close();
    },
  };
};
