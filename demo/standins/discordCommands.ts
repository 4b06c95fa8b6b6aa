/** Slash commands as Discord takes them (developers/interactions/application-commands), and a person who types one. */
import { z } from 'zod';

const name = z
  .string()
  .regex(/^[-_\p{L}\p{N}]{1,32}$/u)
  .refine((text) => text === text.toLowerCase(), 'lower case');
const description = z.string().min(1).max(100);
const choice = z.object({ name: z.string().min(1).max(100), value: z.union([z.string().max(100), z.number()]) });
const valueOption = z.object({
  type: z.int().min(3).max(11),
  name,
  description,
  required: z.boolean().nullish(),
  choices: z.array(choice).max(25).nullish(),
  min_value: z.number().nullish(),
  max_value: z.number().nullish(),
  min_length: z.int().min(0).nullish(),
  max_length: z.int().min(1).nullish(),
});
export type ValueOption = z.output<typeof valueOption>;

/** "Required options must be listed before optional options." */
const ordered = (options: readonly ValueOption[]): boolean =>
  options.every((option, index) => !option.required || index === 0 || options[index - 1]?.required === true);
const valueOptions = z.array(valueOption).max(25).refine(ordered, 'required options first');
const subcommand = z.object({ type: z.literal(1), name, description, options: valueOptions.nullish() });
export type Subcommand = z.output<typeof subcommand>;

const command = z.object({
  type: z.literal(1).nullish(),
  name,
  description,
  options: z.union([z.array(subcommand).min(1).max(25), valueOptions]).nullish(),
  default_member_permissions: z.string().nullish(),
  contexts: z.array(z.int()).nullish(),
});
export type Command = z.output<typeof command>;

const characters = (each: Command): number =>
  [...JSON.stringify(each).matchAll(/"(?:name|description|value)":"([^"]*)"/g)].reduce(
    (sum, [, text]) => sum + (text?.length ?? 0),
    0,
  );

export const commandsSchema = z
  .array(command)
  .max(100)
  .refine((list) => new Set(list.map((each) => each.name)).size === list.length, 'names are unique')
  .refine((list) => list.every((each) => characters(each) <= 8000), 'at most 8000 characters a command');

export interface Typed {
  readonly name: string;
  readonly sub?: string | undefined;
  readonly options: Readonly<Record<string, string | number | boolean>>;
}

const kinds: Readonly<Record<number, string>> = { 3: 'string', 4: 'number', 5: 'boolean', 10: 'number' };

const fault = (option: ValueOption, value: string | number | boolean | undefined): string | null => {
  if (value === undefined) return option.required ? `${option.name} is required` : null;
  if (typeof value !== (kinds[option.type] ?? 'string')) return `${option.name} has another type`;
  if (option.choices?.length && !option.choices.some((each) => each.value === value))
    return `${option.name} is none of its choices`;
  if (typeof value === 'number' && (value < (option.min_value ?? value) || value > (option.max_value ?? value)))
    return `${option.name} is out of bounds`;
  if (
    typeof value === 'string' &&
    (value.length < (option.min_length ?? 0) || value.length > (option.max_length ?? 6000))
  )
    return `${option.name} is too long or too short`;
  return null;
};

const isSub = (option: Subcommand | ValueOption): option is Subcommand => option.type === 1;

/** The options as an interaction carries them, or why the client would not let this be sent. */
export const optionsOf = (known: Command, typed: Typed): { readonly options: readonly object[] } | string => {
  const all: readonly (Subcommand | ValueOption)[] = known.options ?? [];
  const subs = all.filter(isSub);
  const sub = subs.find((each) => each.name === typed.sub);
  if (subs.length > 0 && !sub) return `/${known.name} needs one of: ${subs.map((each) => each.name).join(', ')}`;
  const offered = sub ? (sub.options ?? []) : all.filter((each): each is ValueOption => !isSub(each));
  const unknown = Object.keys(typed.options).find((key) => !offered.some((option) => option.name === key));
  if (unknown) return `no option ${unknown}`;
  const wrong = offered.map((option) => fault(option, typed.options[option.name])).find((each) => each !== null);
  if (wrong) return wrong;
  const values = offered.flatMap((option) => {
    const value = typed.options[option.name];
    return value === undefined ? [] : [{ name: option.name, type: option.type, value }];
  });
  return { options: sub ? [{ name: sub.name, type: 1, options: values }] : values };
};
