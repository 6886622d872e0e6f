/** A question typed while the show runs: a dialog, put in behind the question in sight. */

import { byId, put } from "../../shared/elements.js";

/** What every uid is made of: no letter that reads as a digit. */
const LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
const LENGTH = 8;

const dialog = byId("quick-dialog");
/** @type {any} */
const form = byId("quick-form");

export class Quick {
  #send;
  #current;
  #goTo;
  /** Of the question being written: a second try is the same one. */
  #uid = "";
  /** The id of what was put in to go there. */
  #going = "";
  #questions = [];

  /**
   * @param {(step: object, said: [string, object?]) => Promise<string>} send answers why not; "" where it is done
   * @param {() => string} current the id of the question in sight
   * @param {(id: string) => void} goTo asks for a question
   */
  constructor(send, current, goTo) {
    this.#send = send;
    this.#current = current;
    this.#goTo = goTo;
    form.addEventListener("change", draw);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      // Asked here and not by the browser: it cannot point at a field of a dialog that just closed.
      if (!dialog.open || !form.reportValidity()) return;
      this.#put(event.submitter?.value === "go");
    });
    dialog.addEventListener("close", () => byId("quick-wrong").removeAttribute("role"));
    byId("quick-no").addEventListener("click", () => dialog.close());
  }

  /** What was typed before stays: a dialog that was closed by mistake loses nothing. */
  open() {
    this.#uid ||= freshUid();
    put(byId("quick-wrong"), "");
    // The page has one urgent voice; while the dialog is open it is this one, as all else is inert.
    byId("quick-wrong").setAttribute("role", "alert");
    draw();
    dialog.showModal();
  }

  async #put(goes) {
    put(byId("quick-wrong"), "");
    const chosen = new FormData(form);
    const uid = this.#uid;
    const typed = String(chosen.get("prompt")).trim();
    const title = chosen.get("form") === "bank" ? byId("quick-entry").selectedOptions[0].text : typed;
    const step = {
      do: "ask",
      uid,
      form: chosen.get("form"),
      prompt: typed,
      options: String(chosen.get("options")).split("\n").slice(0, 30),
      entry: String(chosen.get("entry")),
      after: this.#current(),
    };
    const wrong = await this.#send(step, ["spot_in", { prompt: title }]);
    put(byId("quick-wrong"), wrong);
    if (wrong) return;
    this.#uid = "";
    form.reset();
    dialog.close();
    if (goes) this.#going = `spot-${uid}`;
    this.#arrived(); // where the picture was quicker than the answer
  }

  /** Goes to what was put in as soon as a picture has it: before that, it would be another control's. */
  arrive({ questions }) {
    this.#questions = questions;
    this.#arrived();
  }

  #arrived() {
    if (!this.#questions.some(({ id }) => id === this.#going)) return;
    const id = this.#going;
    this.#going = "";
    this.#goTo(id);
  }
}

/** Only what the chosen form needs is in sight, and asked for. */
function draw() {
  const chosen = new FormData(form).get("form");
  for (const [name, box] of [["own", "quick-own"], ["bank", "quick-bank"]]) {
    byId(box).hidden = chosen !== name;
  }
  byId("quick-asked").hidden = chosen === "bank";
  byId("quick-prompt").required = chosen !== "bank";
  byId("quick-options").required = chosen === "own";
}

function freshUid() {
  const bytes = crypto.getRandomValues(new Uint8Array(LENGTH));
  return Array.from(bytes, (byte) => LETTERS[byte % LETTERS.length]).join("");
}
