/**
 * What keeps a pocket from pressing. Locked, a button means something only where it is kept pressed:
 * cloth and a leg touch for a moment. It locks itself once nobody has touched the page for a while,
 * and by its own button.
 *
 * A press by key, or by a screen reader, is none of a pocket's: it counts at once.
 */

import { byId, put } from "../../shared/elements.js";

const UNTOUCHED_MS = 60_000; // who looks on has touched it by then, and a pocket begins after it
const HELD_MS = 600; // longer than any tap, short enough to be kept without thinking
const LOCK = "lock";

export class Lock {
  #say;
  #tell;
  #press;
  #untouched = 0;
  /** The press that is being kept: its button and its timer. */
  #kept = null;
  /** Whether the click that follows is the end of a press that has been carried out. */
  #isDone = false;

  /**
   * @param {(text: string, values?: object) => string} say
   * @param {(text: string) => void} tell says what has happened
   * @param {(id: string) => void} press carries a button out
   */
  constructor(say, tell, press) {
    this.#say = say;
    this.#tell = tell;
    this.#press = press;
    this.#turn(false);
    for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => this.#touched());
  }

  get isOn() {
    return document.body.classList.contains("is-locked");
  }

  /** Has the buttons with these ids, and the one that locks, pressed by way of the lock. */
  guard(ids) {
    for (const id of [...ids, LOCK]) {
      const button = byId(id);
      button.addEventListener("pointerdown", () => this.#begin(id));
      for (const end of ["pointerup", "pointercancel", "pointerleave"]) {
        button.addEventListener(end, () => this.#let());
      }
      // A long touch opens a menu on some phones, and the press would end there.
      button.addEventListener("contextmenu", (event) => event.preventDefault());
      button.addEventListener("click", (event) => this.#click(id, event.detail === 0));
    }
  }

  #begin(id) {
    this.#let();
    this.#isDone = false;
    if (!this.isOn) return;
    const button = byId(id);
    button.classList.add("is-kept");
    this.#kept = { button, timer: setTimeout(() => this.#last(id), HELD_MS) };
  }

  /** The press is over, or was let go of. */
  #let() {
    if (!this.#kept) return;
    clearTimeout(this.#kept.timer);
    this.#kept.button.classList.remove("is-kept");
    this.#kept = null;
  }

  /** It was kept long enough. */
  #last(id) {
    this.#let();
    this.#isDone = true;
    this.#carryOut(id);
  }

  #click(id, byKey) {
    if (this.#isDone && !byKey) this.#isDone = false;
    else if (this.isOn && !byKey) this.#tell(this.#say("is_locked"));
    else this.#carryOut(id);
  }

  #carryOut(id) {
    const wasOn = this.isOn;
    if (wasOn) this.#turn(false);
    if (id !== LOCK) this.#press(id);
    else if (wasOn) this.#tell(this.#say("unlocked"));
    else this.#lock();
  }

  #touched() {
    if (this.isOn) return;
    clearTimeout(this.#untouched);
    this.#untouched = setTimeout(() => this.#lock(), UNTOUCHED_MS);
  }

  #lock() {
    byId("confirm").close(); // nor does a pocket say yes
    this.#turn(true);
    this.#tell(this.#say("locked"));
  }

  #turn(isOn) {
    clearTimeout(this.#untouched);
    document.body.classList.toggle("is-locked", isOn);
    put(byId(LOCK), this.#say(isOn ? "unlock" : "lock"));
    byId("how").hidden = !isOn;
    put(byId("how"), this.#say("held"));
    if (!isOn) this.#touched();
  }
}
