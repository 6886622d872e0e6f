/** The server's clock, as far as a browser can know it, and countdowns by it. */

export class Clock {
  #offset = null;

  /**
   * Learn from a frame that the server sent at `serverMs` of its clock.
   *
   * A frame is always a little late, never early: the largest difference seen is the nearest to the
   * truth. After a new connection (`fresh`) it starts again, for a laptop's clock may have been set.
   */
  learn(serverMs, { fresh = false } = {}) {
    const offset = serverMs - Date.now();
    this.#offset = fresh || this.#offset === null ? offset : Math.max(this.#offset, offset);
  }

  /** Whole seconds until `deadlineMs` of the server's clock; 0 when it is over. */
  secondsLeft(deadlineMs) {
    const left = deadlineMs - (Date.now() + (this.#offset ?? 0));
    return Math.max(0, Math.ceil(left / 1000));
  }

  /** Whole seconds that have passed since `momentMs` of the server's clock. */
  secondsSince(momentMs) {
    const passed = Date.now() + (this.#offset ?? 0) - momentMs;
    return Math.max(0, Math.floor(passed / 1000));
  }
}

/** `83` → `1:23`. */
export function digits(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** `14:32` or `2:32 PM`, the time of day for a sentence: as the language has it, without a nought in front. */
export function timeOfDay(language, date = new Date()) {
  return date.toLocaleTimeString(language, { timeStyle: "short" });
}

/** The whole minute that is nearest to `ms`: what was said to be at 10:45 may come out as 10:44:59.9. */
export function nearestMinute(ms) {
  return new Date(Math.round(ms / 60_000) * 60_000);
}

/** `14:32:07` or `2:32:07 PM`, the time of day where seconds matter. */
export function secondOfDay(language, date) {
  return date.toLocaleTimeString(language, { timeStyle: "medium" });
}
