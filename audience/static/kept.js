// The one thing this site keeps in the browser: votes without an answer, and the last counted one.
//
// localStorage `poll-<code>`; the privacy notice names it. It goes when nothing is left to keep.

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

  write(record) {
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
