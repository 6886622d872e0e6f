/** Texts that people wrote: to be shown, or not. Works with the keyboard from one to the next. */

import { keyed } from "../shared/keyed.js";
import { byId, put } from "../shared/elements.js";

/** Digits that hide a text at once, one for each of the latest texts on the screens. */
export const SLOTS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
/** Milliseconds a text has its digit before the key acts: nobody meant a text they have not read. */
const READ_MS = 700;

export class Written {
  #say;
  #decide;
  #slots = new Map();
  #known = new Set();
  #next = 0;
  #laying;

  /**
   * @param {(action: "approve" | "dismiss", counter: string) => void} decide
   * @param {import("./laying.js").Laying | null} laying where words can be laid together
   */
  constructor(say, decide, laying = null) {
    this.#laying = laying;
    this.#say = say;
    this.#decide = decide;
    byId("approve-all").addEventListener("click", () => {
      decide(byId("approve-all").dataset.action, "*");
    });
  }

  draw(snapshot) {
    const { texts = [], approving_all: all = false, moderated = false, piles = false } = snapshot;
    this.#laying?.draw(snapshot);
    byId("piles").hidden = !piles;
    const waiting = texts.filter((text) => text.state === "waiting");
    const decided = texts.filter((text) => text.state !== "waiting");
    const shown = decided.filter((text) => text.state === "approved");
    this.#number(new Set(shown.map((text) => text.counter)));
    // The latest first: what has just come up on the screens is what may have to go.
    const since = (text) => this.#slots.get(text.counter)?.turn ?? 0;
    decided.sort((a, b) => since(b) - since(a));
    byId("texts-panel").hidden = texts.length === 0 && !moderated;
    put(byId("texts-title"), this.#say(moderated ? "texts_moderated" : "texts_free"));
    byId("texts-head").hidden = !moderated && waiting.length === 0;
    byId("approve-all").hidden = !moderated;
    put(byId("texts-count"), this.#say(waiting.length ? "texts_waiting" : "texts_none", { n: waiting.length }));
    byId("approve-all").dataset.action = all ? "dismiss" : "approve";
    put(byId("approve-all"), this.#say(all ? "approve_each" : "approve_all"));
    this.#list(byId("waiting-texts"), waiting);
    byId("decided-fold").hidden = decided.length === 0;
    byId("hide-keys").hidden = shown.length === 0;
    put(byId("decided-title"), this.#say(moderated ? "decided" : "written", { n: decided.length }));
    this.#list(byId("decided-texts"), decided);
  }

  /** Take the text with this digit off the screens. Returns whether there is one. */
  hide(digit) {
    for (const [counter, slot] of this.#slots) {
      if (slot.digit !== digit || performance.now() - slot.since < READ_MS) continue;
      this.#decide("dismiss", counter);
      return true;
    }
    return false;
  }

  /** Digits for new texts; a text keeps its own until nine others have come after it. */
  #number(shown) {
    for (const counter of this.#known) {
      if (shown.has(counter)) continue;
      this.#known.delete(counter); // hidden, or of another question: it comes back as a new one
      this.#slots.delete(counter);
    }
    for (const counter of shown) {
      if (this.#slots.has(counter) || this.#known.has(counter)) continue;
      this.#known.add(counter);
      const digit = SLOTS[this.#next % SLOTS.length];
      for (const [other, slot] of this.#slots) if (slot.digit === digit) this.#slots.delete(other);
      this.#next += 1;
      this.#slots.set(counter, { digit, turn: this.#next, since: performance.now() });
    }
  }

  #list(list, texts) {
    keyed(list, texts, (text) => text.counter, () => this.#make(), (item, text) => {
      item.dataset.state = text.state;
      put(item.querySelector(".text"), text.text);
      const state = text.state === "waiting" ? "" : this.#say(`text_${text.state}`);
      const times = text.count > 1 ? this.#say("times", { n: text.count }) : "";
      const within = text.within ? this.#say("lay_under", { text: text.within }) : "";
      this.#laying?.box(item, text);
      put(item.querySelector(".fact"), [text.of, times, state, within].filter(Boolean).join(" · "));
      for (const role of ["approve", "dismiss"]) {
        const button = item.querySelector(`[data-role="${role}"]`);
        button.hidden = text.state === (role === "approve" ? "approved" : "dismissed");
        button.setAttribute("aria-label", this.#say(`${role}_it`, { text: text.text }));
      }
      const digit = this.#slots.get(text.counter)?.digit ?? "";
      const key = item.querySelector("kbd");
      key.hidden = !digit;
      put(key, digit);
    });
  }

  #make() {
    const item = document.createElement("li");
    const text = document.createElement("span");
    const fact = document.createElement("span");
    text.className = "text";
    fact.className = "fact";
    const dismiss = this.#button("dismiss", item);
    const key = document.createElement("kbd");
    key.setAttribute("aria-hidden", "true"); // or it would be part of the button's name
    dismiss.append(" ", key);
    const choose = document.createElement("input");
    choose.type = "checkbox";
    choose.className = "choose";
    choose.hidden = true;
    item.append(choose, text, fact, this.#button("approve", item), dismiss);
    return item;
  }

  #button(role, item) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button small";
    button.dataset.role = role;
    button.textContent = this.#say(role);
    button.addEventListener("click", () => this.#decide(role, item.dataset.key));
    return button;
  }
}
