import type { PanelJson } from '../../../../../demo/drill/panels/page.ts';
import { panelsOf } from '../../../../../demo/drill/panels/page.ts';
import type { Page } from '../pages.ts';

export interface Breach {
  /** Title of the panel, or what of the page it is about. */
  readonly panel: string;
  readonly what: string;
}

export type Rule = (page: Page) => readonly Breach[];

/** A rule about each panel that asks something: what it says is wrong with one, if anything. */
export const ofPanels =
  (wrong: (panel: PanelJson, page: Page) => readonly (string | false | undefined)[]): Rule =>
  (page) =>
    panelsOf(page.json).flatMap((panel) =>
      wrong(panel, page).flatMap((what) => (what ? [{ panel: panel.title, what }] : [])),
    );

/** A rule about the page as a whole. */
export const ofPage =
  (wrong: (page: Page) => readonly (string | false | undefined)[]): Rule =>
  (page) =>
    wrong(page).flatMap((what) => (what ? [{ panel: '(page)', what }] : []));

export const repeated = <T>(values: readonly T[]): readonly T[] =>
  values.filter((value, index) => values.indexOf(value) !== index);
