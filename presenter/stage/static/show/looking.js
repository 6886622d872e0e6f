/** What stands beside a picture of the poll is asked for by itself, again and again, while it is wanted. */

import { withinTime } from "../../shared/within.js";

const FORBIDDEN = 403;

export class Looking {
  #address;
  #every;
  #take;
  #isWanted = false;
  #timer = 0;

  /**
   * @param {string} address who is asked
   * @param {number} every milliseconds between two looks
   * @param {(now: any) => void} take is given each answer
   */
  constructor(address, every, take) {
    this.#address = address;
    this.#every = every;
    this.#take = take;
    document.addEventListener("visibilitychange", () => document.hidden || this.look());
  }

  get isWanted() {
    return this.#isWanted;
  }

  /** Look from now on, at once, or no more. */
  want(isWanted) {
    const isNew = isWanted !== this.#isWanted;
    this.#isWanted = isWanted;
    if (isNew) this.look();
  }

  /** Look now, and then as often as ever. */
  async look() {
    clearTimeout(this.#timer);
    if (!this.#isWanted || document.hidden) return;
    this.#timer = setTimeout(() => this.look(), this.#every);
    try {
      const response = await withinTime((signal) => fetch(this.#address, { cache: "no-store", signal }));
      if (response.status === FORBIDDEN) clearTimeout(this.#timer);
      if (response.status !== 200) return;
      const now = await response.json();
      if (this.#isWanted) this.#take(now);
    } catch {
      // What is there is some seconds old; the page itself says that the connection is lost.
    }
  }
}
