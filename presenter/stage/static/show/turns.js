/** A hall of two languages: the stage in one, then in the other, for as long as somebody wants it. */

/** Milliseconds in one language: a question and eight options are read aloud once. */
export const TURN_MS = 15_000;

export class Turns {
  #change;
  #timer = 0;
  #shown = "";

  /** @param {() => void} change has the screen speak the other language */
  constructor(change) {
    this.#change = change;
  }

  get on() {
    return this.#timer !== 0;
  }

  /** Begin, or stay in the language that is shown. */
  turn(on) {
    clearInterval(this.#timer);
    this.#timer = on ? setInterval(this.#change, TURN_MS) : 0;
  }

  /** What is new on the screen stays a whole turn in the language in which it came. */
  follow({ position, state, attempt = 0, part = 0, shown }) {
    const now = [position, state, attempt, part, shown].join();
    if (now === this.#shown) return;
    this.#shown = now;
    if (this.on) this.turn(true);
  }
}
