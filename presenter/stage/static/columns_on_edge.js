/**
 * A histogram for a screen on edge: its columns take the width and the height, and what is written
 * at them is as large as that lets it be. Lengths are design pixels.
 */

import { BREAK, wide } from "./lines.js";

/** Between the columns and the screen's edge, and between two labels under them. */
const SIDE = 8;
/** Sizes of the labels and of the numbers, tried from the largest on. */
const LABELS = [44, 40, 36, 32, 28, 24, 20, 16];
const NUMBERS = [60, 52, 44, 36, 32, 28, 24, 20];
/** Plotly's distance of lines, in font sizes. */
const LINE = 1.3;
/** Between columns and labels. */
const UNDER = 20;
/** Of the width, that columns are high at most: higher ones would be towers. */
const TALLEST = 1;

/** Whether `figure` has columns. */
export function isColumns({ data, layout }) {
  return data?.[0]?.type === "bar" && data[0].orientation !== "h" && Array.isArray(layout.xaxis?.tickvals);
}

/** `figure` for a box of `width` × `height`. */
export function columnsOnEdge({ data, layout }, width, height) {
  const [trace] = data;
  const { xaxis, margin, font } = layout;
  const each = (width - 2 * SIDE) / Math.max(trace.x.length, 1);
  const fitting = (sizes, texts) => largest(sizes, texts, each - SIDE, font.family);
  const label = fitting(LABELS, xaxis.ticktext);
  const number = fitting(NUMBERS, trace.text);
  const lines = Math.max(1, ...xaxis.ticktext.map((text) => text.split(BREAK).length));
  const grown = number / trace.textfont.size;
  const [above, below] = [Math.round(margin.t * Math.max(1, grown)), Math.ceil(lines * label * LINE) + UNDER];
  const high = Math.min(height - above - below, width * TALLEST);
  const was = layout.height - margin.t - margin.b;
  return {
    data: [{ ...trace, textfont: { ...trace.textfont, size: number } }],
    layout: {
      ...layout,
      width,
      height: above + high + below,
      margin: { l: SIDE, r: SIDE, t: above, b: below },
      xaxis: { ...xaxis, tickfont: { ...xaxis.tickfont, size: label } },
      shapes: layout.shapes.map(stretched((Math.max(1, grown) * was) / high)),
      annotations: layout.annotations.map((one) => within(one, each, width, font.family, above / margin.t)),
    },
  };
}

/** The largest of `sizes` at which all texts have room under or over a column. */
function largest(sizes, texts, room, family) {
  const fits = (size) => texts.every((text) => text.split(BREAK).every((line) => wide(line, size, family) <= room));
  return sizes.find(fits) ?? sizes.at(-1);
}

/**
 * What makes the parts of a line as long as the columns are now. A part ends at the top of a column,
 * which keeps its share of the room; pixels from there, or over all columns, are `times` the share.
 */
function stretched(times) {
  let top = 0;
  return (part) => {
    const begin = part.y0 && top + (part.y0 - top) * times;
    const end = part.y1 > 1 ? 1 + (part.y1 - 1) * times : part.y1;
    if (part.line.dash) top = part.y1; // a part is two lines, of which this is the second
    return { ...part, y0: begin, y1: end };
  };
}

/** The words over the line, moved in where they would leave the figure. */
function within(one, each, width, family, times) {
  const half = wide(one.text, one.font.size, family) / 2 + SIDE;
  const middle = SIDE + one.x * each;
  const inside = Math.min(Math.max(middle, half), width - half);
  return { ...one, xshift: Math.round(inside - middle), yshift: one.yshift * times };
}
