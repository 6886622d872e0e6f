// What this phone wants of the questions from the hall, until the server has answered: kept in the
// browser, so that a reload or an outage loses nothing.
//
// localStorage `questions-<code>`; the privacy notice names it. It goes when nothing is left to keep.
//
//     {"draft": {text, name}, "asks": {entry: {text, name}}, "supports": {entry: {seq, on}},
//      "backs": [entry]}

const NOTHING = { draft: { text: "", name: "" }, asks: {}, supports: {}, backs: [] };

export class FloorKept {
  #key;
  #memory;

  constructor(code) {
    this.#key = `questions-${code}`;
    this.#memory = { ...NOTHING, ...this.#read() };
  }

  get draft() {
    return this.#memory.draft;
  }

  /** What waits for an answer: questions, supports, what is taken back. */
  get asks() {
    return this.#memory.asks;
  }

  get supports() {
    return this.#memory.supports;
  }

  get backs() {
    return this.#memory.backs;
  }

  /** Changes some of it, and keeps all. */
  keep(changed) {
    this.#memory = { ...this.#memory, ...changed };
    const { draft, asks, supports, backs } = this.#memory;
    const idle = !draft.text && !draft.name && !backs.length;
    try {
      if (idle && !Object.keys(asks).length && !Object.keys(supports).length) {
        localStorage.removeItem(this.#key);
      } else {
        localStorage.setItem(this.#key, JSON.stringify(this.#memory));
      }
    } catch {
      // Full or forbidden: it is still sent, it only would not outlive this tab.
    }
  }

  #read() {
    try {
      return JSON.parse(localStorage.getItem(this.#key)) ?? {};
    } catch {
      return {};
    }
  }
}

/** `record` without `key`. */
export function without(record, key) {
  return Object.fromEntries(Object.entries(record).filter(([each]) => each !== key));
}
