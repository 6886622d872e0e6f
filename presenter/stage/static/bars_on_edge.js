/**
 * A figure of horizontal bars for a screen on edge: each label stands over its bar, not beside it, so
 * that it is as large for its screen as on one of 1920 × 1080 px, and the bars take the height.
 *
 * Lengths are design pixels. The figure names its own in pixels too: rows are at the values of its
 * vertical axis, and whatever else is written stands over them, under them, or beside one of them.
 */

import { BREAK, flowing, high, inLines } from "./lines.js";

/** From a label to its bar, and from a bar to the next label. */
const CLOSE = 10;
const APART = 36;
/** Of a bar. */
const THINNEST = 44;
const THICKEST = 110;
/** Where labels and the legend stand. */
const LEFT = { x: 0, xref: "paper", xanchor: "left", align: "left", borderpad: 0, showarrow: false };
/** Sizes of labels, tried from the largest on; below the last they keep their own. */
const LABELS = [46, 40, 36, 32];
const ENTRY = "\u2003";

/** Whether `figure` has bars whose labels stand beside them. */
export function hasLabelsBeside({ data, layout }) {
  return data?.[0]?.orientation === "h" && Array.isArray(layout.yaxis?.ticktext);
}

/** `figure` for a box of `width` × `height` design pixels; what fits only smaller is larger than it. */
export function barsOnEdge(figure, width, height) {
  const { layout } = figure;
  const { tickvals } = layout.yaxis;
  const said = parted(layout.annotations ?? [], tickvals);
  const legend = said.above.map((one) => {
    const inOne = { ...one, text: one.text.replaceAll(BREAK, ENTRY) };
    return { ...one, text: inLines(inOne, width, layout.font.family, ENTRY) };
  });
  const above = [...legend, ...said.over].reduce((sum, one) => sum + high(one) + CLOSE, 0);
  const feet = said.below.map((one) => ({ ...one, text: inLines(one, width, layout.font.family, " ") }));
  const below = feet.reduce((sum, one) => sum + high(one) + APART, 0);
  const shared = sharing(figure.data);
  const texts = labels(layout, width, height - above - below, shared.bars);
  const rows = spread(texts, above, height - below, shared.bars);
  const all = Math.ceil(rows.bottom + below);
  const moved = new Map(tickvals.map((value, n) => [value, rows.middles[n]]));
  const axis = { range: [all, 0] };
  return {
    data: figure.data.map((trace) => ({
      ...trace,
      y: trace.y.map((value) => moved.get(value)),
      ...thickness(trace, rows.thick, shared),
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
        ...said.beside.map((one) => ({
          ...one,
          y: moved.get(one.y),
          yshift: shared.high ? ((one.yshift ?? 0) * rows.thick) / shared.high : 0,
        })),
        ...feet.map((one) => ({ ...one, ...LEFT, y: all })),
        ...rows.labels,
      ],
    },
  };
}

/** The labels as large as all of them fit over bars that are not too thin. */
function labels({ yaxis: { ticktext, tickfont }, font }, width, room, bars) {
  const own = ticktext.map((text) => ({ text, font: tickfont }));
  for (const size of [Math.max(LABELS[0], tickfont.size), ...LABELS.slice(1)]) {
    if (size < tickfont.size) break;
    const set = own.map((one) => {
      const larger = { text: flowing(one.text), font: { ...tickfont, size } };
      return { ...larger, text: inLines(larger, width, font.family, " ") };
    });
    const needed = set.reduce((sum, one) => sum + high(one) + CLOSE + thin(bars) + APART, 0);
    if (needed <= room) return set;
  }
  return own;
}

/** How many bars share each row, one above the other, and how high they are together: two rounds, or
 * several groups of people. */
function sharing(traces) {
  const [first, second] = traces.map(({ offset }) => offset).filter((offset) => offset !== undefined);
  if (second === undefined) return { bars: 1, each: 0, high: 0 };
  const bars = traces.length;
  return { bars, each: second - first, high: bars * (second - first) };
}

/** Of a row, at least: of several bars each half as high as one alone. */
function thin(bars) {
  return Math.max(THINNEST, (bars * THINNEST) / 2);
}

function thickness({ offset, width }, thick, { each, high }) {
  if (offset === undefined) return { width: thick };
  const scale = thick / high;
  return { width: each * scale - (each - width), offset: offset * scale };
}

/** Rows from `top` on: the middles of their bars, how thick these are, and each label over its bar. */
function spread(texts, top, bottom, bars) {
  const free = bottom - top - texts.reduce((sum, one) => sum + high(one), 0);
  const each = Math.floor(free / texts.length) - CLOSE - APART;
  const thick = Math.min(Math.max(THICKEST, bars * THINNEST), Math.max(thin(bars), each));
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
