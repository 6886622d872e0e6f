/**
 * What could not be saved yet, kept in this browser until the server has said yes.
 *
 *   edit <event> <uid>   JSON {writes: [{field, was, now, waits}], clashes: […]} of one item;
 *                        a write that waits is answered, and somebody has to choose in it
 */

export class Unsaved {
  #prefix;
  /** Whether the browser keeps anything; private windows may not. */
  works = true;

  constructor(event) {
    this.#prefix = `edit ${event} `;
  }

  /** What is kept of an item. */
  read(uid) {
    try {
      return { writes: [], clashes: [], ...JSON.parse(localStorage.getItem(this.#prefix + uid)) };
    } catch {
      return { writes: [], clashes: [] };
    }
  }

  write(uid, { writes, clashes }) {
    try {
      if (writes.length || clashes.length) {
        localStorage.setItem(this.#prefix + uid, JSON.stringify({ writes, clashes }));
      } else {
        localStorage.removeItem(this.#prefix + uid);
      }
      this.works = true;
    } catch {
      this.works = false;
    }
  }

  /** The items of which something is kept. */
  get uids() {
    try {
      return Object.keys(localStorage)
        .filter((key) => key.startsWith(this.#prefix))
        .map((key) => key.slice(this.#prefix.length));
    } catch {
      return [];
    }
  }
}
