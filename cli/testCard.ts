/** `check --card`: one card to the operators' channel, so that a webhook is proven before it matters. */
import type { Fleet } from '../collector/config/fleet.ts';
import { counted } from '../collector/config/words.ts';
import { CommandError } from './io.ts';

const blue = 0x3b82f6;

/** Posts the card and says so; throws CommandError with what to mend when Discord does not take it. */
export const sendTestCard = async (fleet: Fleet): Promise<string> => {
  const { createDiscordSink } = await import('../alerts/notifiers/discord.ts');
  const discord = fleet.notify.discord;
  const webhook = discord?.operators.value;
  if (!discord || !webhook) {
    throw new CommandError(
      `no test card: put the webhook URL of your operators' channel into ${discord?.operators.file ?? 'a file named by notify.discord.operators_file'}`,
    );
  }
  const sink = createDiscordSink({ webhook, api: discord.api });
  try {
    const delivery = await sink.post({
      content: `🔵 TEST ${fleet.service.name} · nothing is wrong`,
      title: '🔵 TEST · this channel gets the cards',
      description: `headwatch can write here. It watches ${counted(fleet.nodes.length, 'node')} and ${counted(fleet.edges.length, 'edge')}.`,
      color: blue,
      fields: [],
      footer: 'sent by: headwatch check --card',
      mentionRole: undefined,
    });
    if (delivery.kind === 'ok') return 'Test card delivered: look at the channel.';
    const why = 'detail' in delivery ? ` (${delivery.detail})` : '';
    const mend = {
      gone: 'the webhook does not exist any more; make a new one',
      message_gone: 'Discord lost the message; try again',
      rate_limited: 'Discord asks to wait; try again in a minute',
      rejected: 'Discord refused it',
      server_error: 'Discord has a problem of its own; try again',
      network: 'Discord could not be reached from here',
    }[delivery.kind];
    throw new CommandError(`no test card: ${mend}${why}`);
  } finally {
    sink.close();
  }
};
