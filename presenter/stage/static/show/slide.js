/** A slide: its pieces as large as they all fit, so that they are read from the last row. */

import { element } from "../../shared/elements.js";
import { passages, tell } from "../../shared/told.js";

/** Type sizes in design pixels, tried from large to small. */
const SIZES = [72, 64, 56, 50, 45, 40, 36, 33, 30];

/** Of the room's height, what a line over a large clock may take. */
const LEAD = 0.25;

export class Slide {
  #box;
  #told = "";
  #observer = new ResizeObserver(() => this.#fit());

  /** @param {HTMLElement} box the pieces stand in */
  constructor(box) {
    this.#box = box;
    this.#observer.observe(box.parentElement);
  }

  /** Put what `snapshot` tells on the stage. */
  draw({ told = [], hint = "", under = [] }) {
    const key = JSON.stringify([hint, under, told]);
    const lead = hint ? [element("div", { class: "lead marked", dir: "auto" })] : [];
    for (const place of lead) tell(place, hint, under, true);
    if (key !== this.#told) this.#box.replaceChildren(...lead, ...passages(told, true));
    this.#told = key;
    document.body.classList.toggle("tells-time", told.length === 0);
    this.#box.classList.toggle("pictured", told.some(({ form }) => form === "picture"));
    this.#box.classList.toggle("alone", told.every(({ form }) => form === "picture") && !hint);
    this.#fit();
  }

  #fit() {
    // Above the time of a break there is less of it.
    const share = document.body.classList.contains("tells-time") ? LEAD : 1;
    const room = this.#box.parentElement.clientHeight * share;
    this.#box.style.setProperty("--room", `${room}px`);
    for (const size of SIZES) {
      this.#box.style.setProperty("--told", String(size));
      if (this.#box.scrollHeight <= room) return;
    }
  }
}
