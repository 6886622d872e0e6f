// Draws results as tables whose rows carry bars, exactly as `templates/results.html` does.

import { drawing, element } from "../shared/elements.js";
import { kinds } from "./questions/index.js";
import { fillIn, percentText } from "./texts.js";

/**
 * @param {object} snapshot with results
 * @param {unknown} answer of this phone that counts, or null
 */
export function resultTables({ question, results }, answer, texts, language) {
  const holds = kinds[question.kind].holds;
  const tables = results.series.map(({ label, rows }, place) => {
    const caption = element("caption", label ? {} : { class: "unseen" }, label || texts.results);
    const lines = rows.map((row) => {
      const isMine = answer !== null && holds(answer, place, row.key);
      return line(row, isMine, texts, language);
    });
    const body = element("tbody", { role: "rowgroup" }, ...lines);
    return element("table", { role: "table" }, caption, body);
  });
  const base = element("p", { class: "base" }, results.base);
  return [base, ...tables, ...facts(results.facts ?? [])];
}

/** What is said beside the rows; none: no list. */
function facts(all) {
  if (!all.length) return [];
  const told = all.flatMap(({ label, value, note }) => [
    element("dt", {}, label),
    element("dd", {}, value),
    ...(note ? [element("dd", { class: "note" }, note)] : []),
  ]);
  return [element("dl", { class: "facts" }, ...told)];
}

function line({ label, percent, leading, shown }, isMine, texts, language) {
  const mine = isMine ? [element("span", { class: "mine" }, ` · ${texts.mine}`)] : [];
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
export function spokenResults({ results }, texts) {
  const [{ base, rows }] = results.series;
  if (results.series.length > 1) return texts.results_here;
  const parts = rows
    .slice(0, MOST_SPOKEN)
    .map(({ label, percent, shown }) =>
      shown ? `${label} ${shown}` : fillIn(texts.spoken_row, { label, percent: percent ?? 0 }),
    );
  const votes = fillIn(base === 1 ? texts.vote : texts.votes, { n: base });
  return fillIn(texts.spoken_results, { rows: parts.join(", "), votes });
}

// Rows that are read out; the table has them all.
const MOST_SPOKEN = 8;
