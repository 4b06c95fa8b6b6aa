/** The slash commands, as Discord wants them registered, and what one that was typed asks for. */
import { type SilenceLength, silenceLengths } from './buttons.ts';

interface Option {
  readonly type: 1 | 3 | 4 | 5;
  readonly name: string;
  readonly description: string;
  readonly required?: boolean;
  readonly choices?: readonly { readonly name: string; readonly value: string }[];
  readonly min_value?: number;
  readonly max_value?: number;
  readonly max_length?: number;
  readonly options?: readonly Option[];
}

export interface Command {
  readonly name: string;
  readonly description: string;
  /** 0: inside a guild only, where people have roles. */
  readonly contexts: readonly [0];
  readonly options?: readonly Option[];
}

const guild = { contexts: [0] } as const;
const text = 3;
const whole = 4;
const sub = 1;
const yesNo = 5;
const lengths = [
  ...silenceLengths.map(({ label, length }) => ({ name: label, value: String(length) })),
  { name: 'end the silence', value: 'off' },
];

export const commands: readonly Command[] = [
  { ...guild, name: 'status', description: 'How the service is now, by region and node.' },
  { ...guild, name: 'incidents', description: 'What is open, and the last five that are over.' },
  { ...guild, name: 'sla', description: "This month's service level and what is left of the budget." },
  {
    ...guild,
    name: 'silence',
    description: 'Silence what fires now in an incident, and nothing else.',
    options: [
      { type: text, name: 'for', description: 'How long.', required: true, choices: lengths },
      { type: text, name: 'incident', description: 'Its id; not needed while one is open.', max_length: 20 },
    ],
  },
  {
    ...guild,
    name: 'maintenance',
    description: 'Planned work: what is on, begin, end.',
    options: [
      { type: sub, name: 'list', description: 'What is on and what is planned.' },
      {
        type: sub,
        name: 'start',
        description: 'Begin planned work on a node or an edge now.',
        options: [
          {
            type: text,
            name: 'target',
            description: 'node:NAME, edge:NAME, or the name.',
            required: true,
            max_length: 50,
          },
          { type: whole, name: 'minutes', description: 'How long.', required: true, min_value: 1, max_value: 10_080 },
          { type: text, name: 'reason', description: 'What members may read.', required: true, max_length: 200 },
          { type: yesNo, name: 'force', description: 'Also where the node cannot be spared.' },
        ],
      },
      {
        type: sub,
        name: 'extend',
        description: 'Let it last longer.',
        options: [
          { type: text, name: 'id', description: 'Id of the window.', required: true, max_length: 40 },
          {
            type: whole,
            name: 'minutes',
            description: 'By how much.',
            required: true,
            min_value: 1,
            max_value: 10_080,
          },
          { type: yesNo, name: 'force', description: 'Also where the node cannot be spared.' },
        ],
      },
      {
        type: sub,
        name: 'stop',
        description: 'End it now.',
        options: [{ type: text, name: 'id', description: 'Id of the window.', required: true, max_length: 40 }],
      },
    ],
  },
];

/** What a person typed. */
export type Typed =
  | { readonly kind: 'status' | 'incidents' | 'sla' | 'maintenance_list' }
  | { readonly kind: 'silence'; readonly incident: string | undefined; readonly length: SilenceLength | 'off' }
  | {
      readonly kind: 'maintenance_start';
      readonly target: string;
      readonly minutes: number;
      readonly reason: string;
      readonly forced: boolean;
    }
  | { readonly kind: 'maintenance_extend'; readonly id: string; readonly minutes: number; readonly forced: boolean }
  | { readonly kind: 'maintenance_stop'; readonly id: string };

type Values = Readonly<Record<string, string | number | boolean>>;

/** Undefined for what no command of ours says: an older registration that Discord still shows. */
export const typedOf = (name: string, subcommand: string | undefined, values: Values): Typed | undefined => {
  const word = (key: string): string => String(values[key] ?? '').trim();
  switch (name) {
    case 'status':
    case 'incidents':
    case 'sla':
      return { kind: name };
    case 'silence': {
      const incident = word('incident').replace(/^#/, '') || undefined;
      if (word('for') === 'off') return { kind: 'silence', incident, length: 'off' };
      const length = silenceLengths.find((each) => String(each.length) === word('for'))?.length;
      return length === undefined ? undefined : { kind: 'silence', incident, length };
    }
    case 'maintenance': {
      const minutes = Number(values.minutes);
      const forced = values.force === true;
      if (subcommand === 'list') return { kind: 'maintenance_list' };
      if (subcommand === 'stop') return { kind: 'maintenance_stop', id: word('id') };
      if (subcommand === 'start')
        return {
          kind: 'maintenance_start',
          ...{ target: word('target'), minutes, reason: word('reason'), forced },
        };
      if (subcommand === 'extend') return { kind: 'maintenance_extend', id: word('id'), minutes, forced };
      return undefined;
    }
    default:
      return undefined;
  }
};
