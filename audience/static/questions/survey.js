// Survey: {"answers": {"mood": {…}, "wish": {…}}, "done": true}: one question at a time, back and
// forth. The form holds the controls of one part alone, so each kind does with it what it always does.
//
// What is chosen and not fit to be sent (a ranking half done) is kept beside it as `drafts`, and never
// sent.

import { byId, element } from "../../shared/elements.js";
import { drawMarked, fillIn } from "../texts.js";

const walks = new WeakMap();

/** One person's way through the questions. */
class Walk {
  answers = {};
  drafts = {};
  done = false;
  at = 0;
  #form;
  #tools;
  #parts;
  #hasBegun = false;

  constructor(form, tools) {
    this.#form = form;
    this.#tools = tools;
    this.#parts = tools.question.parts;
    for (const part of this.#parts) this.#adopt(part);
  }

  get part() {
    return this.#parts[this.at];
  }

  get kind() {
    return this.#tools.kinds[this.part.kind];
  }

  get isLast() {
    return this.at === this.#parts.length - 1;
  }

  /** The first question without an answer; -1: there is none. */
  get open() {
    return this.#parts.findIndex(({ id }) => !this.answers[id]);
  }

  /** The whole answer so far; null: nothing. */
  get said() {
    const given = (all) => Object.fromEntries(this.#parts.filter(({ id }) => all[id]).map(({ id }) => [id, all[id]]));
    const [answers, drafts] = [given(this.answers), given(this.drafts)];
    const isAny = (all) => Object.keys(all).length > 0;
    if (!isAny(answers) && !isAny(drafts)) return null;
    return { answers, ...(this.done && { done: true }), ...(isAny(drafts) && { drafts }) };
  }

  /** Notes what the form holds. Returns what the part's kind objects to it. */
  keep() {
    const answer = this.kind.read(this.#form);
    const objection = (answer && this.kind.objection?.(this.#form)) || "";
    delete this.drafts[this.part.id];
    if (objection) this.drafts[this.part.id] = answer;
    else if (answer) this.answers[this.part.id] = answer;
    else delete this.answers[this.part.id];
    return objection;
  }

  /** Whether nobody may be through yet, as this is asked of everybody. */
  get lacks() {
    return Boolean(this.#tools.question.required) && this.open >= 0;
  }

  take({ answers = {}, drafts = {}, done = false }) {
    this.answers = { ...answers };
    this.drafts = { ...drafts };
    this.done = done;
    // Who comes back goes on where something is open.
    if (!this.#hasBegun && this.open >= 0) this.at = this.open;
    else if (!this.#hasBegun && done) this.at = this.#parts.length - 1;
    this.show();
  }

  /** Goes to the part number `to` by the person's own wish, and has it read out. */
  go(to) {
    this.#hasBegun = true;
    this.at = to;
    this.show();
    byId("part").focus();
    scrollTo(0, 0);
  }

  show() {
    const { controls, texts, isOpen } = this.#tools;
    const { hint, under: pieces, kind } = this.part;
    const place = byId("groups");
    place.dataset.kind = kind;
    const title = head(texts, this.at, this.#parts, { id: "part", tabindex: -1 });
    const bar = element("progress", { max: this.#parts.length, value: this.at + 1, "aria-hidden": "true" });
    const under = hint ? [element(pieces ? "div" : "p", { class: "under" }, pieces ? "" : hint)] : [];
    if (pieces) {
      under[0].classList.add("marked");
      drawMarked(under[0], pieces, hint);
    }
    const through = this.done && this.isLast ? [element("p", { class: "through" }, texts.parts_done)] : [];
    place.replaceChildren(bar, ...through, title, ...under, ...controls(this.part), ...this.#ways());
    this.kind.draw?.(this.#form, this.#tools);
    this.kind.later?.(this.#form).catch(() => {});
    this.kind.fill(this.#form, this.drafts[this.part.id] ?? this.answers[this.part.id] ?? null);
    for (const group of place.children) group.dispatchEvent(new Event("filled"));
    for (const input of this.#form.elements) input.disabled = !isOpen();
  }

  /** The way back, and the list of all questions. */
  #ways() {
    const { texts, step } = this.#tools;
    const way = (to, attributes, ...children) => {
      const button = element("button", { type: "button", ...attributes }, ...children);
      button.addEventListener("click", () => step(to));
      return button;
    };
    const back = this.at ? [way(this.at - 1, { id: "part-back", class: "quiet" }, texts.part_back)] : [];
    const lines = this.#parts.map(({ id, prompt }, n) => {
      const said = this.answers[id] ? texts.part_given : texts.part_open;
      const mark = element("span", { class: this.answers[id] ? "given" : "open" }, ` · ${said}`);
      const isHere = n === this.at ? "step" : null;
      return element("li", {}, way(n, { class: "plain", "aria-current": isHere }, prompt, mark));
    });
    const list = element("details", { class: "parts" }, element("summary", {}, texts.part_list), element("ol", {}, ...lines));
    return [...back, ...(this.#parts.length > 1 ? [list] : [])];
  }

  /** What was ticked before this script had come, in the form of all questions that the server drew. */
  #adopt(part) {
    const alone = element("form", {}, ...this.#tools.controls(part));
    const start = `${part.id}.`;
    const there = [...this.#form.elements].filter(({ name }) => name.startsWith(start));
    const own = [...alone.elements].filter(({ name }) => name);
    for (const [n, input] of there.entries()) {
      if (own[n]?.type === "radio" || own[n]?.type === "checkbox") own[n].checked = input.checked;
      else if (own[n]) own[n].value = input.value;
    }
    const { read, objection } = this.#tools.kinds[part.kind];
    const answer = there.length ? read(alone) : null;
    if (answer) (objection?.(alone) ? this.drafts : this.answers)[part.id] = answer;
  }
}

/** The head of one part, above its form and its results alike. */
function head({ part_of: text }, at, parts, attributes = {}) {
  const place = element("span", { class: "place" }, fillIn(text, { n: at + 1, all: parts.length }));
  return element("h2", { class: "part", ...attributes }, place, ` ${parts[at].prompt}`);
}

export const survey = {
  draw(form, tools) {
    const walk = new Walk(form, tools);
    walks.set(form, walk);
    walk.take(walk.said ?? {});
  },

  read(form, how = "") {
    const walk = walks.get(form);
    const objection = walk.keep();
    if (!how) return walk.said;
    if (how === "end" && walk.isLast && !walk.lacks && !objection) walk.done = true;
    const { drafts: _, ...said } = walk.said ?? {};
    return Object.keys(said.answers ?? {}).length ? said : null;
  },

  fill: (form, answer) => walks.get(form).take(answer ?? {}),

  attend: (form, input) => walks.get(form).kind.attend(form, input),

  objection: (form) => walks.get(form).keep(),

  /** What the button under the form does here: the key of its text. */
  leads: (form) => (walks.get(form).isLast ? "part_finish" : "part_next"),

  /**
   * What was said is on its way: on to the next question, or to the one that is wanted. Returns what
   * is left to do, as a text's key and values; null: nothing was said to any of them.
   */
  goOn(form, wanted) {
    const walk = walks.get(form);
    if (wanted !== undefined || !walk.isLast) {
      walk.go(wanted ?? walk.at + 1);
      return ["", {}];
    }
    if (!walk.said) return null;
    const { open } = walk;
    walk.go(walk.lacks ? open : walk.at);
    return walk.done ? ["", {}] : ["part_required", { n: open + 1 }];
  },

  says: ({ answers }, _controls, { parts }, texts) =>
    fillIn(texts.parts_said, { n: Object.keys(answers).length, all: parts.length }),

  /** The part that results are of, what was answered to it, and its head; undefined: of the whole. */
  partIn({ parts }, { part } = { part: "" }, answer = null) {
    const at = parts.findIndex(({ id }) => id === part);
    if (at < 0) return undefined;
    const title = (texts) => head(texts, at, parts);
    return { question: parts[at], answer: answer?.answers[part] ?? null, title };
  },

  /** A row tells of how many answered, and nothing of what anybody chose. */
  holds: () => false,
};
