/** The figures of a result as a table: what a chart says, in words and numbers. */

import { put } from "../shared/elements.js";

const watched = new WeakSet();

/** Brings the `<table>` in `holder` up to date with `table` (caption, head, rows of text). */
export function drawTable(holder, table) {
  const element = holder.querySelector("table") ?? holder.appendChild(document.createElement("table"));
  const caption = element.caption ?? element.createCaption();
  put(caption, table.caption);
  const head = (element.tHead ?? element.createTHead());
  fillRow(head.rows[0] ?? head.insertRow(), table.head, () => "col");
  const body = element.tBodies[0] ?? element.createTBody();
  while (body.rows.length > table.rows.length) body.deleteRow(-1);
  table.rows.forEach((row, n) => {
    fillRow(body.rows[n] ?? body.insertRow(), row.cells, (place) => (place === 0 ? "row" : ""));
  });
  reachable(holder);
  if (!watched.has(holder)) {
    watched.add(holder);
    new ResizeObserver(() => reachable(holder)).observe(holder); // zoomed, turned, made narrower
  }
}

/** A table that is wider or higher than its room can be scrolled by keyboard too. */
function reachable(holder) {
  const inSight = holder.clientWidth > 1;
  const { scrollWidth, clientWidth, scrollHeight, clientHeight } = holder;
  if (inSight && (scrollWidth > clientWidth || scrollHeight > clientHeight)) {
    holder.tabIndex = 0;
    holder.setAttribute("role", "region");
    holder.setAttribute("aria-label", holder.querySelector("caption").textContent);
  } else {
    for (const attribute of ["tabindex", "role", "aria-label"]) holder.removeAttribute(attribute);
  }
}

function fillRow(row, texts, scopeOf) {
  while (row.cells.length > texts.length) row.deleteCell(-1);
  texts.forEach((text, place) => {
    put(row.cells[place] ?? row.appendChild(cell(scopeOf(place))), text);
  });
}

function cell(scope) {
  if (!scope) return document.createElement("td");
  const header = document.createElement("th");
  header.scope = scope;
  return header;
}
