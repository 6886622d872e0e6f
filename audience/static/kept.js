// The one thing this site keeps in the browser: votes without an answer, the last counted one, what
// was typed and is not sent yet, and as what the person is here, where they said it.
//
// localStorage `poll-<code>`; the privacy notice names it. It goes when nothing is left to keep.
//
//     {"pending": [Intent, …], "counted": Intent | null, "draft": {round, question, answer} | null,
//      "group": 2}

export class Kept {
  #key;
  #memory = null;

  constructor(code) {
    this.#key = `poll-${code}`;
  }

  /** The record, or null. A browser that keeps nothing (some private windows) has this tab's. */
  read() {
    try {
      return JSON.parse(localStorage.getItem(this.#key));
    } catch {
      return this.#memory;
    }
  }

  /** Keeps these votes beside the draft and the group. */
  write(votes) {
    this.#put({ draft: this.draft, group: this.group, ...votes });
  }

  /** Which of the poll's groups the person is here as, from 1; 0: not said. */
  get group() {
    return this.read()?.group ?? 0;
  }

  set group(group) {
    this.#put({ ...this.read(), group });
  }

  /** What the form held that was not sent: {round, question, answer}, or null. */
  get draft() {
    return this.read()?.draft ?? null;
  }

  set draft(draft) {
    if (draft || this.draft) this.#put({ ...this.read(), draft });
  }

  #put({ pending = [], counted = null, draft = null, group = 0 }) {
    const votes = { pending, counted, draft };
    const isKept = pending.length || counted || draft || group;
    const record = isKept ? { ...votes, ...(group ? { group } : {}) } : null;
    this.#memory = record;
    try {
      if (record) localStorage.setItem(this.#key, JSON.stringify(record));
      else localStorage.removeItem(this.#key);
    } catch {
      // Full or forbidden: the vote is still sent, it only would not outlive this tab.
    }
  }

  /** Calls `act` whenever another tab has kept something. */
  watch(act) {
    addEventListener("storage", (event) => event.key === this.#key && act());
  }
}
