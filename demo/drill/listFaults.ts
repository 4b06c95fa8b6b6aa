import { type Fault, faults } from '../faults/index.ts';

const owed = ({ owes, asksCloudflare }: Fault): string => {
  if (owes.cards === 0) return asksCloudflare ? 'a card on cloudflare' : 'nothing: nobody needs to know';
  const classes = [...new Set(owes.pages)].join(', ');
  const each = owes.cards > 1 ? ' each' : '';
  return `${classes ? `a card and a page (${classes})` : 'a card'}${each} on ${owes.scope}, ${owes.regions.join(', ')}${asksCloudflare ? '; a card on cloudflare' : ''}`;
};

/** The faults as an aligned list: name, what breaks, what is owed. */
export const listFaults = (): string[] =>
  Object.entries(faults).map(([name, fault]) => `${name.padEnd(22)} ${fault.title.padEnd(66)} ${owed(fault)}`);
