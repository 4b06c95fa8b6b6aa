/** Places panels on Grafana's grid of 24 columns: rows of the definition, wrapped, never overlapping. */
import type { Panel, Row } from './model.ts';

export const gridWidth = 24;

export interface GridPos {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export type Placed =
  | { readonly kind: 'row'; readonly title: string; readonly pos: GridPos }
  | { readonly kind: 'panel'; readonly panel: Panel; readonly pos: GridPos };

/** A panel's share of the line. Widths that leave a gap are a mistake of the definition, so that they throw. */
const lineOf = (panels: readonly Panel[]): readonly (readonly Panel[])[] => {
  const lines: Panel[][] = [];
  let used = gridWidth;
  for (const panel of panels) {
    if (panel.width < 1 || panel.width > gridWidth) throw new Error(`panel ${panel.key}: width ${panel.width}`);
    if (used + panel.width > gridWidth) {
      lines.push([]);
      used = 0;
    }
    lines.at(-1)?.push(panel);
    used += panel.width;
  }
  return lines;
};

export const layOut = (rows: readonly Row[]): readonly Placed[] => {
  const placed: Placed[] = [];
  let y = 0;
  for (const row of rows) {
    if (row.panels.length === 0) continue;
    if (row.title !== undefined) {
      placed.push({ kind: 'row', title: row.title, pos: { x: 0, y, w: gridWidth, h: 1 } });
      y += 1;
    }
    for (const line of lineOf(row.panels)) {
      const height = Math.max(...line.map((panel) => panel.height));
      let x = 0;
      for (const panel of line) {
        placed.push({ kind: 'panel', panel, pos: { x, y, w: panel.width, h: height } });
        x += panel.width;
      }
      if (x !== gridWidth) {
        throw new Error(`the line of ${line.map(({ key }) => key).join(', ')} is ${x} wide, expected ${gridWidth}`);
      }
      y += height;
    }
  }
  return placed;
};

/** Gives panels equal widths that fill the line; the first ones take what does not divide. */
export const spread = <P extends Panel>(panels: readonly P[], perLine = 4): readonly P[] =>
  panels.map((panel, index) => {
    const line = Math.floor(index / perLine);
    const count = Math.min(perLine, panels.length - line * perLine);
    const base = Math.floor(gridWidth / count);
    return { ...panel, width: base + (index % perLine < gridWidth % count ? 1 : 0) };
  });
