/** Variants of a word, laid together under one name, suggested, taken apart, and the last of it undone. */

import { byId, element, put } from "../shared/elements.js";
import { keyed } from "../shared/keyed.js";

/** Words that one command holds: as `MOST_AT_ONCE` of the server. */
const MOST = 40;

export class Laying {
  #say;
  #act;
  #ask;
  #chosen = new Map();
  #round = 0;
  #found = [];
  #asked = false;
  #texts = [];
  #named = "";

  /**
   * @param {(action: "lay", value: string) => void} act
   * @param {() => Promise<{part: string, name: string, words: {key: string, text: string}[]}[]>} ask for suggestions
   */
  constructor(say, act, ask) {
    this.#say = say;
    this.#act = act;
    this.#ask = ask;
    byId("lay-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#lay();
    });
    byId("lay-name").addEventListener("input", () => this.#ready());
    byId("lay-suggest").addEventListener("click", () => this.#suggest());
  }

  draw({ laid = [], texts = [], round }) {
    byId("lay").hidden = laid.length === 0;
    if (round !== this.#round) {
      this.#round = round;
      this.#found = [];
      this.#asked = false;
      put(byId("lay-found"), "");
      this.#chosen.clear();
    }
    this.#texts = texts;
    const there = new Set(texts.map(place));
    for (const key of this.#chosen.keys()) if (!there.has(key)) this.#chosen.delete(key);
    this.#rows(laid);
    this.#suggestions();
    this.#tell();
  }

  /** The box before a text; none where it cannot be laid with others. */
  box(item, text) {
    const box = item.querySelector(".choose");
    box.hidden = !text.key;
    if (!text.key) return;
    box.checked = this.#chosen.has(place(text));
    box.setAttribute("aria-label", this.#say("lay_choose", { text: text.text }));
    box.onchange = () => {
      if (box.checked) this.#chosen.set(place(text), text);
      else this.#chosen.delete(place(text));
      if (box.checked) byId("lay").open = true; // what is chosen goes on from there
      this.#tell();
    };
  }

  #lay() {
    const words = [...this.#chosen.values()];
    if (!this.#may(words)) return;
    this.#send(words, byId("lay-name").value);
    this.#chosen.clear();
    byId("lay-name").value = "";
    for (const box of document.querySelectorAll("#texts-panel .choose")) box.checked = false;
    this.#tell();
    byId("lay-title").focus();
  }

  #send(words, name) {
    const part = partOf(words[0]);
    this.#act("lay", JSON.stringify({ words: words.map(({ key }) => key), name, part }));
  }

  /** Two or more, of one question; or one that goes to others. */
  #may(words) {
    const name = byId("lay-name").value.trim();
    if (!words.length || words.length > MOST || !name) return false;
    const same = words.every((word) => partOf(word) === partOf(words[0]));
    return same && (words.length > 1 || this.#texts.some(({ within }) => within === name));
  }

  #tell() {
    const words = [...this.#chosen.values()];
    put(byId("lay-count"), this.#say("lay_chosen", { n: words.length }));
    // The most frequent gives the name, until somebody writes another.
    const first = [...words].sort((a, b) => b.count - a.count)[0];
    const name = byId("lay-name");
    const suggested = first ? first.within || first.text : "";
    if (name.value === this.#named) name.value = suggested;
    this.#named = suggested;
    this.#ready();
  }

  #ready() {
    byId("lay-do").disabled = !this.#may([...this.#chosen.values()]);
  }

  #rows(laid) {
    const rows = laid.flatMap(({ part, rows: all = [] }) => all.map((row) => ({ part, ...row })));
    keyed(byId("laid"), rows, (row) => row.part + row.keys[0], () => line(), (item, row) => {
      put(item.querySelector(".text"), row.name);
      put(item.querySelector(".fact"), row.texts.join(" · "));
      button(item, this.#say("lay_apart"), this.#say("lay_apart_it", { text: row.name }), () => {
        this.#act("lay", JSON.stringify({ words: row.keys.slice(0, MOST), part: row.part }));
      });
    });
    const undoable = laid.filter(({ undoable: is }) => is);
    keyed(byId("lay-undo"), undoable, ({ part }) => part || "all", () => element("span"), (item, { part }) => {
      button(item, this.#say("lay_undo"), "", () => this.#act("lay", JSON.stringify({ part })));
    });
  }

  async #suggest() {
    try {
      this.#found = await this.#ask();
      this.#asked = true;
      this.#suggestions();
    } catch {
      put(byId("lay-found"), this.#say("lay_away"));
    }
  }

  /** What was suggested and is still to be done. */
  #suggestions() {
    const loose = new Set(this.#texts.filter(({ within }) => !within).map(({ key }) => key));
    const found = this.#found
      .map((one) => ({ ...one, words: one.words.filter(({ key }) => loose.has(key)) }))
      .filter(({ words, name }) => words.length > 1 || (words.length && this.#texts.some(({ within }) => within === name)));
    if (this.#asked) put(byId("lay-found"), this.#say("lay_found", { n: found.length }));
    keyed(byId("lay-suggested"), found, ({ part, name }) => part + name, () => line(), (item, one) => {
      put(item.querySelector(".text"), one.words.map(({ text }) => text).join(" · "));
      put(item.querySelector(".fact"), this.#say("lay_under", { text: one.name }));
      button(item, this.#say("lay_do"), this.#say("lay_do_it", { text: one.name }), () => {
        this.#act("lay", JSON.stringify({ words: one.words.map(({ key }) => key), name: one.name, part: one.part }));
      });
    });
  }
}

/** Of which question of several a text is: what stands before its counter. */
function partOf({ counter }) {
  return counter.startsWith("text:") ? "" : counter.slice(0, counter.indexOf("/") + 1);
}

function place({ counter }) {
  return counter;
}

function line() {
  return element("li", {}, element("span", { class: "text" }), element("span", { class: "fact" }));
}

/** The only button of a line, with what it does now. */
function button(item, words, name, press) {
  const found = item.querySelector("button") ?? item.appendChild(element("button", { type: "button", class: "button small" }));
  put(found, words);
  if (name) found.setAttribute("aria-label", name);
  found.onclick = press;
}
