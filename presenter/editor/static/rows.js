/** The rows of a list in a form: added, removed, moved, and filled from several pasted lines. */

import { fill } from "../shared/texts.js";

const PLACE = "__n__";

export class Rows {
  #form;
  #texts;
  #say;
  #onChange;

  /** @param {{form, texts, say: Function, onChange: Function}} parts */
  constructor({ form, texts, say, onChange }) {
    this.#form = form;
    this.#texts = texts;
    this.#say = say;
    this.#onChange = onChange;
    form.addEventListener("click", (event) => this.#click(event));
    form.addEventListener("keydown", (event) => this.#key(event));
    form.addEventListener("paste", (event) => this.#paste(event));
  }

  /** Gives the list at `path` so many rows as `count`, for values to be shown in. */
  resize(path, count) {
    const list = this.#form.querySelector(`[data-list="${CSS.escape(path)}"]`);
    if (!list || !this.#patternOf(list)) return;
    while (list.children.length > count) list.lastElementChild.remove();
    while (list.children.length < count) this.#append(list);
  }

  #click(event) {
    const button = event.target.closest("button[data-rows]");
    if (!button) return;
    event.preventDefault();
    const list = this.#listOf(button);
    const what = button.dataset.rows;
    if (what === "add") this.#added(list);
    else if (what === "lines") this.#lines(list, button);
    else if (what === "remove") this.#remove(list, button.closest("[data-row]"));
    else this.#move(button.closest("[data-row]"), what, button);
  }

  #key(event) {
    const row = event.target.closest("[data-row]");
    if (!row || !event.target.matches("input[type=text]")) return;
    if (event.altKey && ["ArrowUp", "ArrowDown"].includes(event.key)) {
      event.preventDefault();
      this.#move(row, event.key === "ArrowUp" ? "up" : "down", event.target);
    } else if (event.key === "Enter" && !event.isComposing && this.#patternOf(row.parentElement)) {
      event.preventDefault();
      const waiting = emptyBehind(row);
      if (waiting) waiting.querySelector("input").focus();
      else this.#added(row.parentElement, row);
    }
  }

  /** Several lines pasted into one row become rows. */
  #paste(event) {
    const row = event.target.closest("[data-row]");
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const lines = linesOf(text);
    if (!row || !event.target.matches("input[type=text]") || lines.length < 2) return;
    event.preventDefault();
    const place = [...row.querySelectorAll("input[type=text]")].indexOf(event.target);
    event.target.setRangeText(lines[0], event.target.selectionStart, event.target.selectionEnd, "end");
    let last = row;
    for (const line of lines.slice(1)) {
      last = emptyBehind(last) ?? this.#append(row.parentElement, last);
      last.querySelectorAll("input[type=text]")[place].value = line;
    }
    this.#changed(row.parentElement);
    last.querySelectorAll("input[type=text]")[place].focus();
  }

  #lines(list, button) {
    const field = button.closest("details").querySelector("textarea");
    for (const line of linesOf(field.value)) {
      const inputs = this.#append(list).querySelectorAll("input[type=text]");
      const parts = line.split(" | ");
      (parts.length === inputs.length ? parts : [line]).forEach((part, n) => {
        inputs[n].value = part.trim();
      });
    }
    field.value = "";
    this.#changed(list);
    list.lastElementChild?.querySelector("input")?.focus();
  }

  #added(list, after = list.lastElementChild) {
    const row = this.#append(list, after);
    this.#changed(list);
    row.querySelector("input, textarea").focus();
    this.#say(fill(this.#texts.row_added, { n: placeOf(row) + 1 }));
  }

  #remove(list, row) {
    const heir = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    this.#changed(list);
    const next = heir?.querySelector("[data-rows=remove]");
    (next ?? list.closest("fieldset")?.querySelector("[data-rows=add]"))?.focus();
    this.#say(fill(this.#texts.row_removed, { all: list.children.length }));
  }

  #move(row, way, focused) {
    const list = row.parentElement;
    const other = way === "up" ? row.previousElementSibling : row.nextElementSibling;
    if (!other || !this.#patternOf(list)) return this.#say(this.#texts.at_end);
    if (way === "up") list.insertBefore(row, other);
    else list.insertBefore(other, row);
    this.#changed(list);
    focused.focus();
    return this.#say(fill(this.#texts.row_moved, { n: placeOf(row) + 1, all: list.children.length }));
  }

  #append(list, after = list.lastElementChild) {
    const row = this.#patternOf(list).content.firstElementChild.cloneNode(true);
    if (after) after.after(row);
    else list.append(row);
    this.#number(list);
    return row;
  }

  #changed(list) {
    this.#number(list);
    this.#onChange();
  }

  /** Names, ids and labels by the place in the list, as the server writes them. */
  #number(list) {
    const path = list.dataset.list;
    const id = `f-${path.replaceAll(".", "-")}`;
    const pattern = this.#patternOf(list).content.firstElementChild;
    [...list.children].forEach((row, n) => {
      const all = [row, ...row.querySelectorAll("*")];
      for (const element of all) {
        for (const name of ["name", "id", "for", "data-many", "data-list", "data-pattern", "value", "aria-describedby"]) {
          const text = element.getAttribute(name);
          if (text === null || (name === "value" && element.localName !== "button")) continue;
          const renamed = text
            .replace(new RegExp(`(^|\\s)${literally(path)}\\.(\\d+|${PLACE})(?=$|\\.)`), `$1${path}.${n}`)
            .replace(new RegExp(`^([a-z]+-)?${literally(id.slice(2))}-(\\d+|${PLACE})(?=$|-)`), `$1${id.slice(2)}-${n}`)
            .replace(new RegExp(`^(rows \\w+ ${literally(path)}) (\\d+|${PLACE})$`), `$1 ${n}`);
          if (renamed !== text) element.setAttribute(name, renamed);
        }
      }
      this.#label(row, pattern, n);
    });
    const count = this.#form.querySelector(`[name="rows.${CSS.escape(path)}"]`);
    if (count) count.value = list.children.length;
  }

  /** Labels are the pattern's, with this row's number. */
  #label(row, pattern, n) {
    const labels = "label.unseen, [data-row] > fieldset > legend, .row-buttons button";
    const texts = (within) => within.querySelectorAll(labels);
    const wanted = [...texts(pattern)];
    [...texts(row)].forEach((element, place) => {
      const from = wanted[place];
      if (!from) return;
      const number = (text) => text.replace(PLACE, String(n + 1));
      if (element.localName === "button") {
        element.setAttribute("aria-label", number(from.getAttribute("aria-label")));
      } else if (from.textContent.includes(PLACE)) {
        element.textContent = number(from.textContent);
      }
    });
  }

  #listOf(button) {
    return button.closest("fieldset.list").querySelector(`:scope > [data-list]`);
  }

  #patternOf(list) {
    return list.parentElement.querySelector(":scope > template[data-pattern]");
  }
}

const placeOf = (row) => [...row.parentElement.children].indexOf(row);
const linesOf = (text) => text.split(/\r\n|\r|\n/).map((line) => line.trim()).filter(Boolean);
const literally = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** The next row, where it only waits to be written into. */
function emptyBehind(row) {
  const next = row.nextElementSibling;
  const inputs = [...(next?.querySelectorAll("input, textarea, select") ?? [])];
  const isEmpty = inputs.length > 0 && inputs.every((each) => each.type === "text" && !each.value);
  return isEmpty ? next : null;
}
