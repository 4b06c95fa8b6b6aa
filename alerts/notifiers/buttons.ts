/**
 * What a reader can press on a card: rows of components as Discord's API takes them, and what a press means. A custom
 * id is all that comes back, so it names the action and the incident.
 */
import { type Cause, causes } from '../../collector/catalogue/labels.ts';
import { formatSeconds } from '../../collector/policy/duration.ts';
import type { CardLink } from './cardLinks.ts';
import { clock, labelWords } from './cardWords.ts';

export interface CardControls {
  readonly incident: string;
  readonly open: boolean;
  readonly acknowledged: boolean;
  /** Whether anybody may silence at all: a menu that only ever refuses is none. */
  readonly mayBeSilenced: boolean;
  /** Undefined while nothing is silenced; `until` null when it ends with the incident. */
  readonly silence: { readonly by: string; readonly until: number | null } | undefined;
  /** What is blamed, for a person to confirm; undefined when one did, and while nothing is known. */
  readonly confirm: Cause | undefined;
  readonly links: readonly CardLink[];
}

/** How long a silence lasts: minutes, or as long as the incident does. */
export type SilenceLength = number | 'until_resolved';

export const silenceLengths: readonly { readonly label: string; readonly length: SilenceLength }[] = [
  { label: '15 minutes', length: 15 },
  { label: '1 hour', length: 60 },
  { label: '4 hours', length: 240 },
  { label: 'until it is resolved', length: 'until_resolved' },
];

/** What a person can ask of an incident by pressing. */
export type Press =
  | { readonly kind: 'acknowledge'; readonly incident: string }
  | { readonly kind: 'silence'; readonly incident: string; readonly length: SilenceLength }
  | { readonly kind: 'unsilence'; readonly incident: string }
  | { readonly kind: 'confirm'; readonly incident: string; readonly cause: Cause };

/** Documented: type 1 a row, 2 a button, 3 a menu; style 1 blue, 2 grey, 5 a link. */
export interface Component {
  readonly type: 1 | 2 | 3;
  readonly [key: string]: unknown;
}

const limits = { buttons: 5, label: 80, url: 512, placeholder: 150 } as const;
const endsSilence = 'off';

const row = (components: readonly Component[]): Component[] => (components.length > 0 ? [{ type: 1, components }] : []);
const button = (style: 1 | 2, label: string, customId: string): Component => ({
  ...{ type: 2, style, label: label.slice(0, limits.label), custom_id: customId },
});

/** Nothing but web addresses, and none that Discord would refuse the whole card for. */
const linkButton = ({ label, url }: CardLink): Component[] =>
  /^https?:\/\/[^\s<>]+$/.test(url) && URL.canParse(url) && url.length <= limits.url
    ? [{ type: 2, style: 5, label: label.slice(0, limits.label), url }]
    : [];

const silenceMenu = ({ incident, silence }: CardControls): Component => {
  const end = silence?.until === null ? 'until it is resolved' : `until ${clock(silence?.until ?? 0)} UTC`;
  const lengths = silenceLengths.map(({ label, length }) => ({ label: `Silence ${label}`, value: String(length) }));
  const options = silence ? [{ label: 'End the silence', value: endsSilence }, ...lengths] : lengths;
  const placeholder = silence ? `🔕 Silenced ${end} by ${silence.by}` : 'Silence …';
  return { type: 3, custom_id: `silence:${incident}`, placeholder: placeholder.slice(0, limits.placeholder), options };
};

/** At most two rows: buttons, then the menu, which Discord wants alone. */
export const rowsOf = (controls: CardControls): readonly Component[] => {
  const { incident, open, acknowledged, mayBeSilenced, silence, confirm, links } = controls;
  const asks = [
    ...(open && !acknowledged ? [button(1, 'Acknowledge', `ack:${incident}`)] : []),
    ...(confirm ? [button(2, `Confirm cause: ${labelWords(confirm)}`, `confirm:${incident}:${confirm}`)] : []),
  ];
  const buttons = [...asks, ...links.flatMap(linkButton)].slice(0, limits.buttons);
  const menu = (open && mayBeSilenced) || silence ? [silenceMenu(controls)] : [];
  return [...row(buttons), ...row(menu)];
};

/** Undefined for what no button of ours says. @param value chosen in a menu */
export const pressOf = (customId: string, value: string | undefined): Press | undefined => {
  const [kind, incident, what] = customId.split(':');
  if (!incident || !/^\d{4}-\d{2}-\d{2}-\d+$/.test(incident)) return undefined;
  switch (kind) {
    case 'ack':
      return { kind: 'acknowledge', incident };
    case 'confirm': {
      const cause = causes.find((each) => each === what);
      return cause && { kind: 'confirm', incident, cause };
    }
    case 'silence': {
      if (value === endsSilence) return { kind: 'unsilence', incident };
      const length = silenceLengths.find((each) => String(each.length) === value)?.length;
      return length === undefined ? undefined : { kind: 'silence', incident, length };
    }
    default:
      return undefined;
  }
};

/** `for 1 h`, `until it is resolved`. */
export const lengthWords = (length: SilenceLength): string =>
  length === 'until_resolved' ? 'until it is resolved' : `for ${formatSeconds(length * 60)}`;
