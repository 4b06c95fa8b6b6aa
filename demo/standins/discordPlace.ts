/** Where everything happens: one guild with one channel, a webhook in it, an application whose bot is a member. */
export interface Place {
  readonly webhookId: string;
  readonly webhookToken: string;
  readonly channelId: string;
  readonly guildId: string;
  readonly applicationId: string;
  readonly botUserId: string;
  readonly botToken: string;
}

/** Made up, but constant for a webhook, as a reader of the answers would expect. */
export const placeOf = (webhookId: string, webhookToken: string, botToken: string): Place => {
  const next = (step: bigint): string => `${BigInt(webhookId) + step}`;
  return {
    ...{ webhookId, webhookToken, botToken },
    channelId: next(1n),
    guildId: next(2n),
    applicationId: next(3n),
    botUserId: next(4n),
  };
};

/** The members' channel of the same guild, with a webhook of its own. */
export const membersPlaceOf = (operators: Place): Place => ({
  ...operators,
  webhookId: `${BigInt(operators.webhookId) + 5n}`,
  webhookToken: `${operators.webhookToken}-members`,
  channelId: `${BigInt(operators.webhookId) + 6n}`,
});

/** The role that whoever presses on the stand-ins' page has. */
export const readerRole = '100000000000000011';

export const botName = 'headwatch';

export const isSnowflake = (id: string): boolean => /^\d{17,20}$/.test(id);
