/**
 * How many have voted, for whoever does not look: spoken at each quarter, and the phone vibrates when
 * everybody has. More often would drown everything else that a screen reader says.
 *
 * It vibrates where motion is reduced, too: nothing moves on the screen, and who switches animations
 * off may need it most. A box on the page switches it off.
 */

import { byId, put } from "../../shared/elements.js";

const REMEMBERED = "remote-buzz";
const BUZZ_MS = 300; // felt through a jacket
const QUARTERS = 4;

export class Turnout {
  #say;
  #round = null;
  #told = 0;

  /** @param {(text: string, values?: object) => string} say */
  constructor(say) {
    this.#say = say;
    const box = byId("buzz");
    byId("buzz-box").hidden = !navigator.vibrate; // no iPhone has it
    box.checked = remembered() !== "off";
    box.addEventListener("change", () => remember(box.checked ? "on" : "off"));
  }

  /** @param {import("../../wire/messages.js").ModeratorSnapshot} snapshot */
  hear(snapshot) {
    const { round, state, attendance: { here } } = snapshot;
    const through = throughOf(snapshot);
    const all = Math.max(here, through);
    const quarter = all ? Math.floor((QUARTERS * through) / all) : 0;
    const isNew = round !== this.#round;
    const isFirst = this.#round === null;
    this.#round = round;
    if (isNew) this.#told = isFirst ? quarter : 0; // what was so before the page came is no news
    if (state !== "open" || quarter <= this.#told) return;
    this.#told = quarter;
    const isAll = quarter === QUARTERS;
    put(byId("heard"), this.#say(isAll ? "everybody" : "few_text", { n: through, all }));
    if (isAll && byId("buzz").checked) navigator.vibrate?.(BUZZ_MS);
  }
}

/**
 * How many phones have voted, and of a question that is made of others, are through with all of it.
 * @param {import("../../wire/messages.js").ModeratorSnapshot} snapshot
 */
export function throughOf({ attendance: { voted }, parts = [], done = 0 }) {
  return parts.length ? done : voted;
}

function remember(value) {
  try {
    localStorage.setItem(REMEMBERED, value);
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}

function remembered() {
  try {
    return localStorage.getItem(REMEMBERED);
  } catch {
    return null;
  }
}
