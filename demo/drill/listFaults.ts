import { type Fault, faults } from '../faults.ts';

const owed = ({ owes }: Fault): string => {
  if (owes.cards === 0) return 'nothing: nobody needs to know';
  const pages = owes.pages.length === 0 ? 'a card' : `a card and a page (${owes.pages.join(', ')})`;
  return `${pages} on ${owes.scope}, ${owes.region}`;
};

/** The faults as an aligned list: name, what breaks, what is owed. */
export const listFaults = (): string[] =>
  Object.entries(faults).map(([name, fault]) => `${name.padEnd(22)} ${fault.title.padEnd(66)} ${owed(fault)}`);
