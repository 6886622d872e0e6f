/** A result as plain bars with numbers, for the moderator: no chart library, any number of series. */

import { keyed } from "../shared/keyed.js";
import { put } from "../shared/elements.js";
import { pictureOf } from "../shared/told.js";

/** Rows of one series in sight; the rest is counted, and on the stage. */
const MOST_ROWS = 12;

/**
 * @param {object[]} series as in a moderator's snapshot
 * @param {(key: string, values?: object) => string} say
 * @param {(percent: number | null) => string} percent writes a percentage
 * @param {Object<string, string>} pictures of rows by their keys: name and words
 */
export function drawBars(holder, series, say, percent, decimal, pictures = {}) {
  keyed(
    holder,
    series.map((one, n) => ({ ...one, n })),
    (one) => String(one.n),
    makeSeries,
    (element, one) => updateSeries(element, one, say, percent, decimal, pictures),
  );
}

function makeSeries() {
  const section = document.createElement("div");
  section.className = "one";
  section.append(tag("h3"), tag("ul"), tag("p", "more"), tag("p", "sums"));
  return section;
}

function updateSeries(section, series, say, percent, decimal, pictures) {
  const [label, list, more, sums] = section.children;
  label.hidden = !series.label;
  put(label, series.label);
  const rows = series.rows.slice(0, MOST_ROWS);
  keyed(list, rows, (row) => row.key, makeRow, (element, row) => {
    element.classList.toggle("leads", row.leading);
    put(element.querySelector(".label"), row.label);
    illustrate(element, pictures[row.key] ?? "");
    const figure = row.bar ? say("mentions", { n: row.count }) : `${percent(row.percent)} · ${row.count}`;
    put(element.querySelector(".value"), row.shown || figure);
    element.querySelector(".bar > div").style.width = `${row.percent ?? row.bar ?? 0}%`;
  });
  const rest = series.rows.length - rows.length;
  more.hidden = rest <= 0;
  put(more, say("more_rows", { n: rest }));
  const facts = [
    series.top && `${percent(series.top.percent)} ${series.top.label}`,
    series.mean != null && say("mean", { value: decimal(series.mean) }),
    series.median != null && say("median", { value: Number.isInteger(series.median) ? series.median : decimal(series.median) }),
  ].filter(Boolean);
  sums.hidden = facts.length === 0 || series.base === 0;
  put(sums, facts.join(" · "));
}

function makeRow() {
  const row = document.createElement("li");
  const bar = tag("div", "bar");
  bar.setAttribute("aria-hidden", "true"); // the numbers say it
  bar.append(document.createElement("div"));
  row.append(tag("span", "label"), bar, tag("span", "value"));
  return row;
}

/** The picture of a row, small beside its words. */
function illustrate(row, picture) {
  if ((row.dataset.picture ?? "") === picture) return;
  row.dataset.picture = picture;
  row.querySelector("img")?.remove();
  const [name, ...words] = picture.split(" ");
  if (name) row.prepend(pictureOf(name, words.join(" ")));
}

function tag(name, className = "") {
  const element = document.createElement(name);
  if (className) element.className = className;
  return element;
}
