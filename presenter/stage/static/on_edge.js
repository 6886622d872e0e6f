/**
 * A figure of horizontal bars for a screen on edge: each label stands over its bar, not beside it, so
 * that it is as large for its screen as on one of 1920 × 1080 px, and the bars take the height.
 *
 * Lengths are design pixels. The figure names its own in pixels too: rows are at the values of its
 * vertical axis, and whatever else is written stands over them, under them, or beside one of them.
 */

/** Plotly's distance of lines, in font sizes. */
const LINE = 1.3;
/** From a label to its bar, and from a bar to the next label. */
const CLOSE = 10;
const APART = 36;
/** Of a bar. */
const THINNEST = 44;
const THICKEST = 110;
/** Under the bars, for a line. */
const FOOT = 80;
/** Where labels and the legend stand. */
const LEFT = { x: 0, xref: "paper", xanchor: "left", align: "left", borderpad: 0, showarrow: false };
/** Sizes of labels, tried from the largest on; below the last they keep their own. */
const LABELS = [46, 40, 36, 32];
const ENTRY = "\u2003";
const BREAK = "<br>";

/** Whether `figure` has bars whose labels stand beside them. */
export function hasLabelsBeside({ data, layout }) {
  return data?.[0]?.orientation === "h" && Array.isArray(layout.yaxis?.ticktext);
}

/** `figure` for a box of `width` × `height` design pixels; what fits only smaller is larger than it. */
export function onEdge(figure, width, height) {
  const { layout } = figure;
  const { tickvals } = layout.yaxis;
  const said = parted(layout.annotations ?? [], tickvals);
  const legend = said.above.map((one) => {
    const inOne = { ...one, text: one.text.replaceAll(BREAK, ENTRY) };
    return { ...one, text: inLines(inOne, width, layout.font.family, ENTRY) };
  });
  const above = [...legend, ...said.over].reduce((sum, one) => sum + high(one) + CLOSE, 0);
  const below = said.below.length > 0 ? FOOT : 0;
  const rows = spread(labels(layout, width, height - above - below), above, height - below);
  const all = Math.ceil(rows.bottom + below);
  const moved = new Map(tickvals.map((value, n) => [value, rows.middles[n]]));
  const axis = { range: [all, 0] };
  return {
    data: figure.data.map((trace) => ({
      ...trace,
      y: trace.y.map((value) => moved.get(value)),
      width: rows.thick,
    })),
    layout: {
      ...layout,
      width: Math.round(Math.max(width, (width * all) / height)),
      height: all,
      margin: { ...layout.margin, l: 0 },
      yaxis: { ...layout.yaxis, ...axis, showticklabels: false },
      ...(layout.yaxis2 ? { yaxis2: { ...layout.yaxis2, ...axis } } : {}),
      annotations: [
        ...legend.map((one) => ({ ...one, ...LEFT, xshift: 0, y: 0 })),
        ...said.over.map((one) => ({ ...one, y: above - CLOSE })),
        ...said.beside.map((one) => ({ ...one, y: moved.get(one.y) })),
        ...said.below.map((one) => ({ ...one, y: all })),
        ...rows.labels,
      ],
    },
  };
}

/** The labels as large as all of them fit over bars that are not too thin. */
function labels({ yaxis: { ticktext, tickfont }, font }, width, room) {
  const own = ticktext.map((text) => ({ text, font: tickfont }));
  for (const size of [Math.max(LABELS[0], tickfont.size), ...LABELS.slice(1)]) {
    if (size < tickfont.size) break;
    const set = own.map((one) => {
      const larger = { text: flowing(one.text), font: { ...tickfont, size } };
      return { ...larger, text: inLines(larger, width, font.family, " ") };
    });
    const needed = set.reduce((sum, one) => sum + high(one) + CLOSE + THINNEST + APART, 0);
    if (needed <= room) return set;
  }
  return own;
}

/** Rows from `top` on: the middles of their bars, how thick these are, and each label over its bar. */
function spread(texts, top, bottom) {
  const free = bottom - top - texts.reduce((sum, one) => sum + high(one), 0);
  const each = Math.floor(free / texts.length) - CLOSE - APART;
  const thick = Math.min(THICKEST, Math.max(THINNEST, each));
  const rows = { thick, middles: [], labels: [], bottom: top };
  for (const one of texts) {
    const bar = rows.bottom + high(one) + CLOSE;
    rows.middles.push(bar + thick / 2);
    rows.labels.push({ ...one, ...LEFT, y: bar - CLOSE, yref: "y", yanchor: "bottom" });
    rows.bottom = bar + thick + APART;
  }
  return rows;
}

/** What is written: `beside` a bar, in the legend `above`, `over` the column of figures, or `below`. */
function parted(annotations, tickvals) {
  const parts = { beside: [], above: [], over: [], below: [] };
  for (const one of annotations) {
    if (tickvals.includes(one.y)) parts.beside.push(one);
    else if (one.yanchor === "top") parts.above.push(one);
    else if (one.x === 1) parts.over.push(one);
    else parts.below.push(one);
  }
  return parts;
}

/** How high a text is. */
function high({ text, font }) {
  return Math.ceil(text.split(BREAK).length * font.size * LINE);
}

/**
 * A label whose lines may break elsewhere. Where a word may have been torn, and where lines are read
 * from right to left, each between marks of its own, they stay as they are.
 */
function flowing(text) {
  const lines = text.split(BREAK);
  const whole = lines.slice(0, -1).every((line) => line.includes(" "));
  return whole && !/[\u2066-\u2069]/.test(text) ? lines.join(" ") : text;
}

/** `text` in lines no longer than `width`, broken between its parts too. */
function inLines({ text, font }, width, family, between) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `bold ${font.size}px ${family}`;
  const isLong = (line) => pen.measureText(line.replace(/<[^>]*>/g, "")).width > width;
  const lines = text.split(BREAK).map((line) =>
    line.split(between).reduce((said, part) => {
      const last = said.split(BREAK).at(-1);
      return isLong(`${last}${between}${part}`) ? `${said}${BREAK}${part}` : `${said}${between}${part}`;
    }),
  );
  return lines.join(BREAK);
}
