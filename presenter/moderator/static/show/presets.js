/** Ready lengths of a countdown: one press starts it, or starts it anew. */

import { byId } from "../../shared/elements.js";

export class Presets {
  #box = byId("presets");

  /** @param {(action: "timer", seconds: number) => void} act */
  constructor(act) {
    for (const button of this.#box.querySelectorAll("button")) {
      button.addEventListener("click", () => act("timer", Number(button.dataset.seconds)));
    }
  }

  /** In sight while a vote is open: before that, a countdown has nothing to end. */
  draw({ state, over = false }) {
    this.#box.hidden = state !== "open" || over;
  }
}
