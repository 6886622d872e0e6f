/** A slide: its pieces as large as they all fit, so that they are read from the last row. */

import { passages } from "/static/shared/told.js";

/** Type sizes in design pixels, tried from large to small. */
const SIZES = [72, 64, 56, 50, 45, 40, 36, 33, 30];

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
  draw({ told = [] }) {
    const key = JSON.stringify(told);
    if (key !== this.#told) this.#box.replaceChildren(...passages(told, true));
    this.#told = key;
    document.body.classList.toggle("tells-time", told.length === 0);
    this.#fit();
  }

  #fit() {
    const room = this.#box.parentElement;
    for (const size of SIZES) {
      this.#box.style.setProperty("--told", String(size));
      if (this.#box.scrollHeight <= room.clientHeight) return;
    }
  }
}
