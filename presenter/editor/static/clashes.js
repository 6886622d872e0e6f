/** Clashes on the page: both texts side by side, until somebody has chosen. */

import { keyed } from "../shared/keyed.js";
import { put } from "../shared/elements.js";

/**
 * @param {HTMLElement} place
 * @param {HTMLElement} pattern a template: how one clash looks
 * @param {object[]} clashes
 * @param {(clash: object, pick: string) => void} onPick
 */
export function drawClashes(place, pattern, clashes, onPick) {
  keyed(place, clashes, ({ uid, field }) => `${uid} ${field}`, () => /** @type {HTMLElement} */ (pattern.content.firstElementChild.cloneNode(true)), (element, clash) => {
    put(element.querySelector("[data-title]"), [clash.of, clash.label].filter(Boolean).join(": "));
    put(element.querySelector("[data-sentence]"), clash.sentence);
    put(element.querySelector("[data-side=theirs] pre"), clash.theirs_text || "–");
    put(element.querySelector("[data-side=yours] pre"), clash.yours_text || "–");
    element.querySelector("[data-side=theirs]").hidden = !clash.can_choose;
    element.querySelector("[data-pick=yours]").hidden = !clash.can_choose;
    element.querySelector("[data-pick=drop]").hidden = clash.can_choose;
    for (const button of element.querySelectorAll("[data-pick]")) {
      button.onclick = () => onPick(clash, button.dataset.pick);
    }
  });
}
