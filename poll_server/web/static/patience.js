/** Tells of a lost connection only once it lasts: a renewed one is back before anybody need know. */

/** Milliseconds; a reconnect on the hall's own network takes a few hundred. */
const SHORT = 2500;

export class Patience {
  #tell;
  #timer = 0;
  #lost = false;

  /** @param {(lost: boolean) => void} tell called when a connection counts as lost, and as back. */
  constructor(tell) {
    this.#tell = tell;
  }

  /** There is no connection (any more). */
  start() {
    if (this.#lost || this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = 0;
      this.#lost = true;
      this.#tell(true);
    }, SHORT);
  }

  /** The connection is there. */
  stop() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    if (this.#lost) this.#tell(false);
    this.#lost = false;
  }
}
