/**
 * What people read about planned work, as pure text. Members' lines hold aliases, regions and UTC times: a phone shows
 * them as they are, so that a Discord timestamp only ever stands beside one. Operators' lines hold names and commands.
 */
import { discordTime, regionList } from './cardWords.ts';
import { clockOf } from './membersText.ts';

/** A window as members may read of it. */
export interface MembersWindow {
  /** Alias of the edge or node. */
  readonly about: string;
  /** Only a `members` edge is something that they use themselves. */
  readonly kind: 'members' | 'internal' | 'node';
  /** Of an edge; all of them when empty. */
  readonly regions: readonly string[];
  readonly from: number;
  readonly to: number;
  readonly ended: number;
  readonly reason: string;
  readonly forced: boolean;
  /** "your backup -ethUrl". */
  readonly backup: string;
}

/** What can be told to members of a window, each once. */
export type MembersKind = 'planned' | 'begins' | 'extended' | 'ends' | 'cancelled';

const where = ({ about, regions }: MembersWindow): string =>
  regions.length === 0 ? about : `${about}, ${regionList(regions, ' and ')}`;

const why = ({ reason }: MembersWindow): string => reason.replace(/[.\s]+$/, '');

const expectation = ({ kind, forced, backup }: MembersWindow): string => {
  if (kind === 'members') return `It may not answer well meanwhile: have ${backup} ready.`;
  return forced
    ? 'You should not notice it, but fewer nodes than we like stand behind you meanwhile.'
    : 'You should not notice it.';
};

/** One line; what matters first, because a notification is cut. */
export const membersMaintenanceText = (kind: MembersKind, window: MembersWindow, now: number): string => {
  const { from, to, ended } = window;
  const until = clockOf(to, now);
  switch (kind) {
    case 'planned':
      return `🔧 Planned work on ${where(window)}: ${clockOf(from, now)} to ${until} (${discordTime(from, 'R')}). ${expectation(window)} Why: ${why(window)}.`;
    case 'begins':
      return `🔧 Work on ${where(window)} until ${until}. ${expectation(window)} Why: ${why(window)}.`;
    case 'extended':
      return `🔧 Work on ${where(window)} lasts longer: until ${until}. ${expectation(window)}`;
    case 'ends':
      return `✅ Work on ${where(window)} is over since ${clockOf(ended, now)}.`;
    case 'cancelled':
      return `🔧 Called off: work on ${where(window)}, planned for ${clockOf(from, now)}.`;
  }
};

/** A window as operators know it. */
export interface OperatorsWindow {
  readonly id: string;
  /** `node:NAME` or `edge:NAME`. */
  readonly scope: string;
  readonly from: number;
  readonly to: number;
  readonly reason: string;
}

const nameOf = ({ scope }: OperatorsWindow): string => scope.slice(scope.indexOf(':') + 1);
const command = (text: string): string => `\`headwatch maintenance ${text}\``;

/** Some minutes before it ends. */
export const endsSoonText = (window: OperatorsWindow): string => {
  const { id, scope, to } = window;
  const then = scope.startsWith('node:')
    ? 'Its alerts are live again then.'
    : 'What is bad after that is not planned work.';
  return `🔧 ${id} · maintenance of ${nameOf(window)} ends ${discordTime(to, 'R')}, at ${discordTime(to, 't')}. ${then} Longer: ${command(`extend ${id} --for 30m`)} or \`/maintenance extend\`.`;
};

/** Where it should have begun, and must not. */
export const heldBackText = (window: OperatorsWindow, reason: string): string => {
  const { id, from, to } = window;
  const name = nameOf(window);
  return `🔧 ${id} · work on ${name} was planned for ${discordTime(from, 't')} and is held back. ${reason} Nothing of ${name} is silenced, members are not told that it begins. It begins by itself when the node can be spared, until ${discordTime(to, 't')}. Call it off: ${command(`stop ${id}`)}; do it anyway: stop it, then ${command(`start --node ${name} --for … --reason … --force`)}.`;
};

/** It is over, and the node is not well. */
export const overNotWellText = (window: OperatorsWindow, state: string): string =>
  `🔧 ${window.id} · maintenance of ${nameOf(window)} is over, and ${nameOf(window)} is not ok: ${state}. Its alerts are live again. Work that goes on: ${command(`start --node ${nameOf(window)} --for 30m --reason …`)}.`;
