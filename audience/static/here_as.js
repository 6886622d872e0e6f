// “I am here as …”: which group this person belongs to. Said once, kept on this phone alone, and sent
// with each answer; the server counts both in one step and keeps no word of whose they were.

export class HereAs {
  #place;
  #select;
  #kept;
  #state;
  #send;

  /**
   * @param {any} place a details element
   * @param {import("./kept.js").Kept} kept
   * @param {import("./phone_state.js").PhoneState} state
   * @param {() => void} send takes what is wanted to the server
   */
  constructor(place, kept, state, send) {
    this.#place = place;
    this.#kept = kept;
    this.#state = state;
    this.#send = send;
    this.#select = place.querySelector("select");
    this.#select.removeAttribute("form"); // it stays, whatever becomes of the question
    this.#select.disabled = false;
    this.#select.addEventListener("change", () => this.#choose());
    if (kept.group || state.isOpen) place.open = false;
    this.adopt();
  }

  /** Takes over what was said before, or in another tab. */
  adopt() {
    const { group } = this.#kept;
    const isOffered = [...this.#select.options].some(({ value }) => value === String(group));
    this.#select.value = isOffered ? String(group) : "0";
    this.#tell();
  }

  /** An answer was sent: whoever has said nothing by then need not be asked again. */
  fold() {
    this.#place.open = false;
  }

  /** A question opened: one line is left, so that it is in sight. Who is about to choose goes on. */
  giveWay() {
    const isAtIt = this.#place.contains(document.activeElement);
    if (isAtIt && !this.#kept.group) return;
    if (isAtIt) this.#place.querySelector("summary").focus({ preventScroll: true });
    this.fold();
  }

  /** The group goes with what counts in this round already, and with all that follows. */
  #choose() {
    this.#kept.group = Number(this.#select.value);
    this.#tell();
    const { isOpen, wish, edited } = this.#state;
    if (isOpen && wish !== null && !edited && this.#state.choose(wish)) this.#send();
  }

  #tell() {
    const [chosen] = this.#select.selectedOptions;
    this.#place.querySelector("summary b").textContent = chosen.textContent;
    this.#state.group = Number(chosen.value);
  }
}
