/** What a kind says of a result beside its rows: label, figure, and how it is meant. */

import { put } from "./elements.js";
import { tell } from "./told.js";

/** Characters from which a fact is a sentence to read, and no figure. */
const LONG = 60;

/**
 * Brings the `<dl>` `list` up to date; without facts it is hidden.
 *
 * @param {HTMLElement} list
 * @param {{label: string, value: string, note?: string, told?: import("./told.js").Piece[]}[]} facts
 * @param {boolean} readOnly nobody can follow a link
 */
export function drawFacts(list, facts, readOnly = false) {
  list.hidden = facts.length === 0;
  while (list.children.length > facts.length) list.lastElementChild.remove();
  facts.forEach(({ label, value, note = "", told = [] }, place) => {
    const [term, figure, words] = (list.children[place] ?? list.appendChild(made())).children;
    put(term, label);
    tell(figure, value, told, readOnly);
    term.parentElement.classList.toggle("long", value.length > LONG || told.length > 0);
    figure.classList.toggle("marked", told.length > 0);
    put(words, note);
    words.toggleAttribute("hidden", !note);
  });
}

/** One fact: a group, as `<dl>` allows. */
function made() {
  const group = document.createElement("div");
  group.append(...["dt", "dd", "dd"].map((name) => document.createElement(name)));
  group.lastElementChild.className = "note";
  return group;
}
