/** Whether the pages show what they owe. */
import { profiles } from '../../../dashboards/kit/model.ts';
import { type Cell, isAbout, isGreen } from './cells.ts';
import type { Expected, Shows } from './owed/owed.ts';

const asked = (shows: Shows, { text, color, value, stateful }: Cell): boolean => {
  if ('says' in shows) return stateful && [shows.says].flat().some((says) => text.startsWith(says));
  if ('colors' in shows) return !stateful && value !== undefined && shows.colors.includes(color);
  return !stateful && value !== undefined && value > shows.above;
};

const inWords = (shows: Shows): string =>
  'says' in shows
    ? [shows.says].flat().join(' or ')
    : 'colors' in shows
      ? shows.colors.join(' or ')
      : `above ${shows.above}`;

/** @param before the same pages without the fault @returns what is not as owed; nothing when all is */
export const judgePanels = (cells: readonly Cell[], before: readonly Cell[], expected: Expected): readonly string[] => {
  const { name, about, private: own, may = {} } = expected;
  const concerned = cells.filter((cell) => isAbout(cell, about));
  const green = concerned
    .filter((cell) => isGreen(cell) && !(cell.panel in may))
    .map(({ where, text }) => `${name}: ${where}: ${text}`);
  const silent = (own ? (['operator'] as const) : profiles).flatMap((profile) => {
    const told = concerned.filter((cell) => cell.profile === profile);
    const shown = told.filter((cell) => asked(expected, cell));
    if (shown.length === 0) {
      return [
        `${name}: no panel for ${profile} shows ${inWords(expected)}: ${told.map(({ text }) => text).join(', ')}`,
      ];
    }
    const always = before.filter((cell) => cell.profile === profile && isAbout(cell, about) && asked(expected, cell));
    return shown.every(({ where }) => always.some((cell) => cell.where === where))
      ? [`${name}: ${profile} was shown ${inWords(expected)} before it was so`]
      : [];
  });
  return [...green, ...silent];
};
