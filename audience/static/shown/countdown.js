// The time that is left, by the server's clock.

import { clock } from "../texts.js";

const EVERY_MS = 250;
// Seconds left at which it is said aloud; more often would talk over the question.
const SAID_AT = [60, 30, 10];

export class Countdown {
  #place;
  #onMark;
  #deadline = 0;
  #offset = 0;
  #left = 0;
  #timer = 0;

  /**
   * @param {HTMLElement} place hidden while there is no limit
   * @param {(seconds: number) => void} onMark called when so many seconds are left
   */
  constructor(place, onMark) {
    this.#place = place;
    this.#onMark = onMark;
  }

  /** Sets the clock by a first message. */
  restart({ server_ms: server }) {
    this.#offset = server - Date.now();
  }

  /** Sets the clock by a later one: the one that was least under way is nearest to the truth. */
  follow({ server_ms: server }) {
    this.#offset = Math.max(this.#offset, server - Date.now());
  }

  /** Counts down to `deadline` (server's ms; 0: no limit). */
  show(deadline) {
    if (deadline === this.#deadline) return;
    this.#deadline = deadline;
    this.#place.hidden = !deadline;
    clearInterval(this.#timer);
    if (!deadline) return;
    this.#left = this.#now();
    this.#tick();
    this.#timer = setInterval(() => this.#tick(), EVERY_MS);
  }

  #now() {
    return this.#deadline - (Date.now() + this.#offset);
  }

  #tick() {
    const before = this.#left;
    this.#left = this.#now();
    const text = clock(this.#left);
    if (this.#place.lastChild.textContent !== text) this.#place.lastChild.textContent = text;
    const mark = SAID_AT.find((seconds) => before > seconds * 1000 && this.#left <= seconds * 1000);
    if (mark) this.#onMark(mark);
  }
}
