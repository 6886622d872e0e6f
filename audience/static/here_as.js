// “I am here as …”: which group this person belongs to. Said once, kept on this phone alone, and sent
// with each answer; the server counts both in one step and keeps no word of whose they were.


export class HereAs {
  #place;
  #select;
  #kept;
  #onSaid;

  /**
   * @param {any} place a details element
   * @param {import("./kept.js").Kept} kept
   * @param {(group: number, isByHand: boolean) => void} onSaid called with the group, from 1 (0: none
   *   is said), and whether the person has just chosen it here
   */
  constructor(place, kept, onSaid) {
    this.#place = place;
    this.#kept = kept;
    this.#onSaid = onSaid;
    this.#select = place.querySelector("select");
    this.#select.removeAttribute("form"); // it stays, whatever becomes of the question
    this.#select.disabled = false;
    this.#select.addEventListener("change", () => this.#choose());
    if (kept.group) place.open = false;
    this.adopt();
  }

  /** Takes over what was said before, or in another tab. */
  adopt() {
    const { group } = this.#kept;
    const isOffered = [...this.#select.options].some(({ value }) => value === String(group));
    this.#select.value = isOffered ? String(group) : "0";
    this.#tell(false);
  }

  /** An answer was sent: whoever has said nothing by then need not be asked again. */
  fold() {
    this.#place.open = false;
  }

  #choose() {
    this.#kept.group = Number(this.#select.value);
    this.#tell(true);
  }

  #tell(isByHand) {
    const [chosen] = this.#select.selectedOptions;
    this.#place.querySelector("summary b").textContent = chosen.textContent;
    this.#onSaid(Number(chosen.value), isByHand);
  }
}
