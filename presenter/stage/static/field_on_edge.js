/**
 * A field between two axes for a screen on edge: over the list of what stands in it, not beside it,
 * and as wide as the screen. Lengths are design pixels.
 */

import { BREAK, flowing, high, inLines, wide } from "./lines.js";

/** Right of the field, so that a spot on its edge is whole. */
const RIGHT = 30;
/** Of the height that the field takes at least. */
const LEAST = 0.4;
/** Sizes of the list, tried from the largest on. */
const SIZES = [52, 48, 44, 40, 36, 32, 28, 24];
/** Between two rows of the list, in font sizes. */
const AIR = 0.5;
const SPACE = "\u2003";

/** Whether `figure` has a list beside a field. */
export function isField({ layout }) {
  return (layout?.annotations ?? []).some(isListed);
}

/** `figure` for a box of `width` × `height`. */
export function fieldOnEdge(figure, width, height) {
  const { layout } = figure;
  const { l: left, t: top, b: bottom } = layout.margin;
  const list = listed(layout, width, height * (1 - LEAST) - top - bottom);
  const field = Math.min(width - left - RIGHT, height - top - bottom - list.high);
  return {
    data: figure.data,
    layout: {
      ...layout,
      width,
      height: top + field + bottom + list.high,
      margin: { ...layout.margin, r: RIGHT, b: bottom + list.high },
      annotations: [
        ...layout.annotations.filter((one) => !isListed(one)),
        ...list.rows.map((row) => ({ ...row, x: 0, xshift: -left, y: 0, yshift: -bottom - row.yshift })),
      ],
    },
  };
}

/** What stands on the right of the field. */
function isListed({ x, xanchor, yanchor }) {
  return x === 1 && xanchor === "left" && yanchor === "top";
}

/** The rows of the list as large as they fit, each with how far it is below the list's beginning. */
function listed({ annotations, font }, width, room) {
  for (const size of SIZES) {
    let below = 0;
    const rows = annotations.filter(isListed).map((one) => {
      const row = { ...one, font: { ...one.font, size }, yshift: below };
      row.text = inOne(row, width, font.family);
      below += high(row) + AIR * size;
      return row;
    });
    if (below <= room || size === SIZES.at(-1)) return { rows, high: Math.ceil(below) };
  }
}

/** A row's label in lines of `width`, and its means behind it, or on a line of their own. */
function inOne({ text, font }, width, family) {
  const [label, means] = text.split("</b>");
  const whole = { text: `${flowing(label)}</b>`, font };
  const lines = inLines(whole, width, family, " ");
  const said = means.replace(BREAK, "").replace(/^\u2003/, "");
  const aside = `${lines.split(BREAK).at(-1)}${SPACE}${said}`;
  return `${lines}${wide(aside, font.size, family) > width ? BREAK : SPACE}${said}`;
}
