/** What whoever announces, extends, ends or lists planned work is told, in sentences. UTC, as the command line is. */
import { formatSeconds } from '../../../collector/policy/duration.ts';
import type { Window } from '../../ledger/windows.ts';
import { discordTime } from '../../notifiers/cardWords.ts';
import type { WindowState } from './job.ts';
import type { Coverage } from './silences.ts';
import { nodeOfWindow } from './spare.ts';

const time = (at: number): string => `${new Date(at * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** `silenced in 2 of 2 Alertmanagers`. */
export const coverageWords = ({ held, of }: Coverage): string =>
  `silenced in ${held} of ${of} ${of === 1 ? 'Alertmanager' : 'Alertmanagers'}`;

const effect = (window: Window, { state, silences, why }: WindowState): string => {
  const node = nodeOfWindow(window);
  if (node === undefined) return "An edge's window silences nothing: whatever fires and pages goes on to do so.";
  if (state === 'held back') return `It is held back, nothing is silenced: ${why ?? 'the node cannot be spared.'}`;
  const rest = 'Pages, other nodes and the edge itself are not silenced.';
  if (state === 'planned')
    return `From its beginning to its end ${node}'s own warnings are silenced, if the node can be spared then. ${rest}`;
  if (!silences || silences.held < silences.of)
    return `${node}'s own warnings are ${silences ? coverageWords(silences) : 'not silenced yet'}; it is tried again every few seconds. ${rest}`;
  return `${node}'s own warnings are ${coverageWords(silences)}. ${rest}`;
};

/** @param reason why the node cannot be spared, where that was forced */
export const startedText = (window: Window, state: WindowState, reason: string | undefined): string =>
  [
    `${window.id}: ${window.scope}, ${time(window.from)} to ${time(window.to)}.`,
    effect(window, state),
    ...(window.forced ? [`Forced: ${reason ?? 'the node cannot be spared.'}`] : []),
  ].join(' ');

export const extendedText = (window: Window, state: WindowState): string =>
  `${window.id} lasts until ${time(window.to)}. ${effect(window, state)}`;

/** @param unanswered Alertmanagers that could not be asked to end the silence */
export const endedText = (window: Window, unanswered: number): string => {
  if (window.ended <= window.from) return `${window.id} is called off.`;
  const silent = nodeOfWindow(window) !== undefined;
  const away = `${unanswered} ${unanswered === 1 ? 'Alertmanager does' : 'Alertmanagers do'} not answer: the silence there ends when it does, or at ${time(window.to)}.`;
  const live = silent ? ` ${unanswered > 0 ? away : 'Its alerts are live again.'}` : '';
  return `${window.id} is over, after ${formatSeconds(window.ended - window.from)}.${live}`;
};

/** One line of `/maintenance list`. */
export const listLine = (window: Window, { state, silences, why }: WindowState): string => {
  const where = [window.scope, ...window.regions].join(' ');
  const from = state === 'planned' ? `from ${discordTime(window.from, 'f')}` : state;
  return [
    `🔧 ${window.id}`,
    where,
    `${from} until ${discordTime(window.ended, 'f')}`,
    ...(silences ? [coverageWords(silences)] : []),
    ...(window.forced ? ['forced'] : []),
    window.reason,
    ...(why === null ? [] : [why]),
  ].join(' · ');
};
