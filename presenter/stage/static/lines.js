/** Texts of a figure in lines: Plotly breaks none by itself. Lengths are design pixels. */

/** Plotly's distance of lines, in font sizes. */
const LINE = 1.3;
export const BREAK = "<br>";

const pen = document.createElement("canvas").getContext("2d");

/** How wide `text` is, in bold; marks and tags in it take no room. */
export function wide(text, size, family) {
  pen.font = `bold ${size}px ${family}`;
  return pen.measureText(text.replace(/<[^>]*>/g, "")).width;
}

/** How high a text is. */
export function high({ text, font }) {
  return Math.ceil(text.split(BREAK).length * font.size * LINE);
}

/**
 * A label whose lines may break elsewhere. Where a word may have been torn, and where lines are read
 * from right to left, each between marks of its own, they stay as they are.
 */
export function flowing(text) {
  const lines = text.split(BREAK);
  const whole = lines.slice(0, -1).every((line) => line.includes(" "));
  return whole && !/[\u2066-\u2069]/.test(text) ? lines.join(" ") : text;
}

/** `text` in lines no longer than `width`, broken between its parts too. */
export function inLines({ text, font }, width, family, between) {
  const isLong = (line) => wide(line, font.size, family) > width;
  const lines = text.split(BREAK).map((line) =>
    line.split(between).reduce((said, part) => {
      const last = said.split(BREAK).at(-1);
      return isLong(`${last}${between}${part}`) ? `${said}${BREAK}${part}` : `${said}${between}${part}`;
    }),
  );
  return lines.join(BREAK);
}
