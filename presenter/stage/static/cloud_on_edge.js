/**
 * A word cloud for a screen on edge: as large as its words find room in the whole height.
 *
 * Laid out as `questions/drawing/cloud.py` does it for all other screens, and for its reason: a word
 * has a home that its letters alone give, so that none jumps when votes arrive. It is in one of the
 * bands that lie over each other, where neighbours push each other aside by no more than they need.
 * Lengths are design pixels.
 */

import { wide } from "./lines.js";

/** Times the size that a word has in the figure, tried from the largest on. */
const SCALES = Array.from({ length: 34 }, (_, n) => 2 - n * 0.05);
/** Of a band, for words as large as in the figure. */
const BAND = 86;
/** Between two words of a band. */
const AIR = 22;
/** Of all bands' width that words take: in fuller ones they would change places at every vote. */
const CALM = 0.6;
/** Of one band's width, and of the width that one word takes. */
const FULLEST = 0.98;
/** Up to so many words stand large in the middle, each on a line of its own. */
const FEW = 6;
/** Of the font size, from line to line of these. */
const LINE = 1.25;
/** Odd numbers for hashes: of a place in the band, of a height in it, of the first band. */
const [ACROSS, HEIGHT, BANDS] = [1, 3, 5];

/** Whether `figure` is words alone. */
export function isCloud({ data }) {
  return data?.length === 1 && data[0].mode === "text";
}

/** `figure` for a box of `width` × `height`. */
export function cloudOnEdge(figure, width, height) {
  const [trace] = figure.data;
  const { family, size } = trace.textfont;
  const words = trace.ids.map((id, n) => ({ id, n, size: size[n], wide: wide(trace.text[n], size[n], family) }));
  const placed = words.length > FEW ? inBands(words, width, height) : inLines(words, width, height);
  placed.sort((one, other) => one.n - other.n);
  const axis = (name, range) => ({ ...figure.layout[name], range });
  return {
    data: [
      {
        ...trace,
        x: placed.map((word) => word.x),
        y: placed.map((word) => word.y),
        textfont: { ...trace.textfont, size: placed.map((word) => word.px) },
      },
    ],
    layout: { ...figure.layout, width, height, xaxis: axis("xaxis", [0, width]), yaxis: axis("yaxis", [height, 0]) },
  };
}

/** Few words under each other, in the order in which they stand on other screens. */
function inLines(words, width, height) {
  const all = words.reduce((sum, { size }) => sum + size * LINE, 0);
  const widest = Math.max(...words.map((word) => word.wide), 1);
  const scale = Math.min(SCALES[0], (FULLEST * width) / widest, (FULLEST * height) / Math.max(all, 1));
  let top = (height - all * scale) / 2;
  return words.map((word) => {
    const line = word.size * scale * LINE;
    top += line;
    return { ...word, px: word.size * scale, x: width / 2, y: top - line / 2 };
  });
}

/** Many words in bands, at the largest scale at which all find room; none is left out. */
function inBands(words, width, height) {
  const ranked = [...words].sort((one, other) => other.size - one.size || (one.id < other.id ? -1 : 1));
  for (const scale of SCALES) {
    const sized = ranked.map((word) => {
      const fits = Math.min(scale, (FULLEST * width - AIR) / word.wide);
      return { ...word, px: word.size * fits, room: word.wide * fits + AIR };
    });
    const bands = Array.from({ length: Math.max(1, Math.floor(height / (BAND * scale))) }, () => []);
    const last = scale === SCALES.at(-1);
    if (!last && sized.reduce((sum, { room }) => sum + room, 0) > CALM * bands.length * width) continue;
    if (!fill(bands, sized, width) && !last) continue;
    const highs = bands.map((band) => Math.max(0, ...band.map(({ px }) => px)));
    const spare = (height - highs.reduce((sum, high) => sum + high, 0)) / bands.length;
    if (spare < 0 && !last) continue;
    let top = 0;
    return bands.flatMap((band, n) => {
      const from = top;
      top += highs[n] + spare;
      return inBand(band, from, top - from, width);
    });
  }
}

/** Puts each word into the first band that it likes and has room. Returns whether all had some. */
function fill(bands, words, width) {
  const found = words.map((word) => {
    const first = Math.floor(share(word.id, BANDS) * bands.length);
    const liked = bands.map((_, n) => bands[(first + n * stride(bands.length)) % bands.length]);
    const taken = (band) => band.reduce((sum, { room }) => sum + room, word.room);
    const roomy = liked.find((band) => taken(band) <= FULLEST * width);
    (roomy ?? liked[0]).push(word);
    return roomy;
  });
  return found.every(Boolean);
}

/** How far the next band is that a word likes: not a neighbour, and each comes once. */
function stride(bands) {
  return bands % 3 ? 3 : bands % 2 ? 2 : 1;
}

/** The words of a band that begins at `top`, each as near to its home as its neighbours let it be. */
function inBand(band, top, high, width) {
  const across = (word) => share(word.id, ACROSS);
  const row = [...band].sort((one, other) => across(one) - across(other));
  const lefts = spread(row.map((word) => across(word) * (width - word.room)), row, width);
  return row.map((word, n) => ({
    ...word,
    x: lefts[n] + word.room / 2,
    y: top + word.px / 2 + share(word.id, HEIGHT) * (high - word.px),
  }));
}

/** Left edges nearest to the `wanted` ones without overlap, by least squares: see `spread` there. */
function spread(wanted, words, width) {
  const before = [];
  const all = words.reduce((sum, { room }) => before.push(sum) && sum + room, 0);
  const blocks = [];
  words.forEach(({ px }, n) => {
    let block = { offset: wanted[n] - before[n], weight: px ** 2, members: 1 };
    while (blocks.at(-1)?.offset > block.offset) {
      const other = blocks.pop();
      const weight = other.weight + block.weight;
      const offset = (other.offset * other.weight + block.offset * block.weight) / weight;
      block = { offset, weight, members: other.members + block.members };
    }
    blocks.push(block);
  });
  const within = (offset) => Math.max(0, Math.min(offset, width - all));
  const offsets = blocks.flatMap(({ offset, members }) => Array(members).fill(within(offset)));
  return offsets.map((offset, n) => offset + before[n]);
}

/** From 0 to 1, and by the letters of `id` alone (FNV-1a, stirred); another one for each `what`. */
function share(id, what) {
  let hash = 0x811c9dc5;
  for (const letter of id) hash = Math.imul(hash ^ letter.codePointAt(0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d + 2 * what);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32;
}
