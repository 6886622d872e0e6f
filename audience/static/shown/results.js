// Draws results as tables whose rows carry bars, exactly as `templates/results.html` does.

import { drawing, element } from "../../shared/elements.js";
import { same } from "../intents.js";
import { kinds } from "../kinds.js";
import { drawMarked, fillIn, percentText } from "../texts.js";

/**
 * @param {object} snapshot with results
 * @param {any} given the answer of this phone that counts, or null
 */
export function resultTables(snapshot, given, texts, language) {
  const { question, answer, title } = partIn(snapshot, given);
  const { results } = snapshot;
  const holds = kinds[question.kind].holds;
  const right = results.solution?.keys ?? [];
  const tables = results.series.map(({ label, rows }, n) => {
    const caption = element("caption", label ? {} : { class: "unseen" }, label || texts.results);
    const lines = rows.map((row) => {
      const isMine = answer !== null && holds(answer, n, row.key);
      return line(row, { isMine, isRight: right.includes(row.key) }, texts, language);
    });
    const body = element("tbody", { role: "rowgroup" }, ...lines);
    return element("table", { role: "table" }, caption, body);
  });
  const base = element("p", { class: "base" }, results.base);
  const verdict = verdictOn(snapshot, given);
  const said = verdict ? [element("p", { class: `verdict ${verdict}` }, inFull(verdict, results, texts))] : [];
  if (title) said.unshift(title(texts));
  return [...said, base, ...tables, ...facts(results.facts ?? [])];
}

/** The question that the results are of, and what was answered to it: to a part of it, where they are of one. */
export function partIn({ question, results }, answer) {
  return kinds[question.kind].partIn?.(question, results, answer) ?? { question, answer, title: "" };
}

/** `right` or `wrong`, of this phone's own answer; "" where nothing is, and of an abstention. */
export function verdictOn(snapshot, given) {
  const { question, answer } = partIn(snapshot, given);
  const { solution, series } = snapshot.results;
  if (!solution || !answer || answer.abstain) return "";
  const isIn = (key) => kinds[question.kind].holds(answer, 0, key);
  const { keys = [], exactly = false, order } = solution;
  if (order) return same(answer.order, order) ? "right" : "wrong";
  if (!exactly) return keys.some(isIn) ? "right" : "wrong";
  const others = series[0].rows.filter(({ key }) => !keys.includes(key));
  return keys.every(isIn) && !others.some(({ key }) => isIn(key)) ? "right" : "wrong";
}

/** A verdict in words, with the points that it brings. */
function inFull(verdict, { earned }, texts) {
  const said = texts[`verdict_${verdict}`];
  return verdict === "right" && earned ? `${said} ${earned}` : said;
}

/** What is said beside the rows; none: no list. */
function facts(all) {
  if (!all.length) return [];
  const told = all.flatMap(({ label, value, note, told: pieces }) => [
    element("dt", {}, label),
    said(value, pieces),
    ...(note ? [element("dd", { class: "note" }, note)] : []),
  ]);
  return [element("dl", { class: "facts" }, ...told)];
}

function said(value, pieces) {
  if (!pieces) return element("dd", {}, value);
  const place = element("dd", { class: "marked" });
  drawMarked(place, pieces, value);
  return place;
}

function line({ label, percent, leading, shown }, { isMine, isRight }, texts, language) {
  const mine = isMine ? [element("span", { class: "mine" }, ` · ${texts.mine}`)] : [];
  if (isRight) mine.unshift(element("span", { class: "is-right" }, ` ✓ ${texts.right}`));
  // The roles are the elements' own: they stay where a style sheet makes a grid of the rows.
  return element(
    "tr",
    { role: "row", class: leading ? "leading" : null },
    element("th", { role: "rowheader", scope: "row" }, label, ...mine, bar(percent)),
    element("td", { role: "cell" }, shown ?? percentText(percent, language)),
  );
}

function bar(percent) {
  return drawing(
    "svg",
    { class: "bar", "aria-hidden": "true" },
    drawing("rect", { class: "track", width: "100%", height: "100%", rx: 6 }),
    drawing("rect", { class: "share", width: `${percent ?? 0}%`, height: "100%", rx: 6 }),
  );
}

/** The results in one sentence, for the ear. */
export function spokenResults(snapshot, answer, texts) {
  const { results } = snapshot;
  const [{ base, rows }] = results.series;
  if (results.series.length > 1) return texts.results_here;
  const verdict = verdictOn(snapshot, answer);
  const parts = rows
    .slice(0, MOST_SPOKEN)
    .map(({ label, percent, shown }) =>
      shown ? `${label} ${shown}` : fillIn(texts.spoken_row, { label, percent: percent ?? 0 }),
    );
  const votes = fillIn(base === 1 ? texts.vote : texts.votes, { n: base });
  const said = fillIn(texts.spoken_results, { rows: parts.join(", "), votes });
  return verdict ? `${inFull(verdict, results, texts)} ${said}` : said;
}

// Rows that are read out; the table has them all.
const MOST_SPOKEN = 8;
