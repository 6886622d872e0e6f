// The question's form on the page: drawn anew for another question or round only, so that nobody's
// typing is ever disturbed, and filled with what counts, or what was chosen and not sent.

import { controls } from "./controls.js";
import { same } from "./intents.js";
import { kinds } from "./kinds.js";

export class QuestionForm {
  #form;
  #groups;
  #state;
  #kept;
  #order;
  #texts;
  #onStep;
  /** Question and round whose form is on the page. */
  #drawn;
  /** The question as it was last asked. */
  #asked;
  /** The answer that the form showed when it was last filled or sent. */
  #shown = null;
  /** What was chosen and not sent when the next question came, by question. */
  #drafts = new Map();

  /**
   * Takes over the form that the server drew, with what may have been ticked in it already; or what
   * was typed in this round before the page was loaded again.
   *
   * @param {HTMLElement} form
   * @param {HTMLElement} groups of controls in it
   * @param {object} options
   * @param {import("./phone_state.js").PhoneState} options.state with a first snapshot
   * @param {import("./kept.js").Kept} options.kept
   * @param {string} options.order that shuffled options have on this phone
   * @param {Record<string, string>} options.texts of the page
   * @param {(to: number) => void} options.onStep somebody wants to go to that part of the question
   */
  constructor(form, groups, { state, kept, order, texts, onStep }) {
    this.#form = form;
    this.#groups = groups;
    this.#state = state;
    this.#kept = kept;
    this.#order = order;
    this.#texts = texts;
    this.#onStep = onStep;
    this.#drawn = groups.dataset.of;
    if (state.snapshot.question) this.#takeOver();
  }

  /**
   * What is to be sent, null: nothing; and what the kind objects to it, "": nothing.
   *
   * @param {"end" | "step"} how by the button, or on the way to another part of the question
   */
  chosen(how) {
    const answer = this.#kind.read(this.#form, how);
    const isAsked = answer || this.#kind.goOn;
    return { answer, objection: (isAsked && this.#kind.objection?.(this.#form)) || "" };
  }

  /** The text on the button, where one press does not send all; "": it does. */
  get label() {
    const kind = this.#state.snapshot.question && this.#kind;
    return this.#texts[kind?.leads?.(this.#form)] ?? "";
  }

  /**
   * What was chosen is on its way. Returns the key of what there is to say, and its values; null:
   * nothing was chosen.
   */
  goOn(answer, to) {
    if (this.#kind.goOn) return this.#kind.goOn(this.#form, to);
    return answer ? ["", {}] : null;
  }

  /** This answer is on its way; what is not fit to be sent yet is kept. */
  sent(answer) {
    this.#shown = answer;
    this.#note();
  }

  /** Somebody changed `input`. Returns the name of the text that says which rule this broke, or "". */
  edit(input) {
    const broken = this.#kind.attend(this.#form, input);
    this.#note();
    return broken;
  }

  /** Keeps what the form holds beyond what was sent. */
  #note() {
    const answer = this.#kind.read(this.#form);
    this.#state.edited = !same(answer, this.#shown);
    const { round, question } = this.#state.snapshot;
    this.#kept.draft = this.#state.edited ? { round, question: question.id, answer } : null;
  }

  /**
   * Brings the form to what is in sight. Returns whether something unsent was put aside for another
   * question; null where it is the same question still.
   */
  draw() {
    const { snapshot, isOpen } = this.#state;
    const { question, round } = snapshot;
    this.#forget(snapshot, isOpen);
    if (!question) return null;
    const isOther = this.#drawn !== `${round} ${question.id}`;
    const isUnsent = isOther ? this.#setAside() : null;
    if (isOther) this.#drawAnew(question, round);
    else if (!this.#state.edited && !same(this.#state.wish, this.#shown)) this.#fill();
    if (!isOther && this.#asked !== question) {
      this.#kind.grow?.(this.#groups, () => controls(question, this.#order)).catch(() => {});
    }
    this.#asked = question;
    for (const input of this.#form.elements) {
      if (input.disabled === isOpen) input.disabled = !isOpen;
    }
    return isUnsent;
  }

  get #kind() {
    return kinds[this.#state.snapshot.question.kind];
  }

  #takeOver() {
    const { question, round } = this.#state.snapshot;
    this.#dress();
    const { draft } = this.#kept;
    const isOurs = draft?.round === round && draft.question === question.id;
    if (isOurs && this.#state.isOpen) {
      this.#put(draft.answer);
      this.#shown = this.#state.wish;
      this.#state.edited = !same(draft.answer, this.#shown);
    } else if (this.#state.wish !== null) this.#fill();
    else this.#state.edited = this.#kind.read(this.#form) !== null;
  }

  #drawAnew(question, round) {
    this.#groups.replaceChildren(...controls(question, this.#order));
    this.#dress();
    this.#groups.dataset.of = this.#drawn = `${round} ${question.id}`;
    this.#form.dataset.kind = question.kind;
    this.#form.dataset.question = question.id;
    this.#fill();
    scrollTo(0, 0); // the new question is at the top; the focus stays where it is
  }

  /** Makes of native controls what the kind makes of them; the richer part when it has come. */
  #dress() {
    const { question } = this.#state.snapshot;
    this.#kind.draw?.(this.#form, {
      question,
      kinds,
      texts: this.#texts,
      step: this.#onStep,
      controls: (part) => controls(part, this.#order),
      isOpen: () => this.#state.isOpen,
    });
    // Where it does not come, the native controls stay, and say all that it would.
    this.#kind.later?.(this.#form).catch(() => {});
  }

  /** Shows this phone's answer, or what was left unsent when the question went. */
  #fill() {
    const { wish, snapshot } = this.#state;
    const draft = wish === null ? (this.#drafts.get(snapshot.question.id) ?? null) : null;
    this.#put(wish ?? draft);
    this.#shown = wish;
    this.#state.edited = draft !== null;
  }

  /** Fills the form in, and tells what was made of its controls. */
  #put(answer) {
    this.#kind.fill(this.#form, answer);
    for (const group of this.#groups.children) group.dispatchEvent(new Event("filled"));
  }

  #setAside() {
    const { question, kind } = this.#form.dataset;
    if (!this.#state.edited || !kinds[kind]) return false;
    this.#drafts.set(question, kinds[kind].read(this.#form));
    this.#state.edited = false;
    return true;
  }

  /** What was typed is kept no longer than its round is open. */
  #forget({ round }, isOpen) {
    const { draft } = this.#kept;
    if (draft && (draft.round < round || (draft.round === round && !isOpen))) {
      this.#kept.draft = null;
    }
  }
}
