/** Practice: what says that nothing counts, the button that begins it, and the one that ends it. */

import { byId } from "../../shared/elements.js";
import { confirmed } from "../steps/confirm.js";

export class Practice {
  #isOn = false;

  /**
   * @param {(text: string, values?: object) => string} say
   * @param {(action: "practice", value: "on" | "off") => void} act
   */
  constructor(say, act) {
    for (const [id, value] of /** @type {const} */ ([["practise", "on"], ["practice-end", "off"]])) {
      byId(id).addEventListener("click", async () => {
        const name = `practice_${value}`;
        const sure = await confirmed(say(`${name}_title`), say(`${name}_text`), say(`${name}_yes`));
        // Somebody else may have pressed it meanwhile.
        if (sure && this.#isOn === (value === "off")) act("practice", value);
      });
    }
  }

  draw({ practice = false, practicable = false }) {
    const wasIn = byId("practice").contains(document.activeElement);
    this.#isOn = practice;
    byId("practice").hidden = !practice;
    byId("practise").hidden = !practicable;
    byId("rehearse").hidden = !practice && !practicable;
    if (wasIn && !practice) byId("main").focus(); // its button is gone
  }
}
