/** The order of the questions: arrows at each of them while somebody arranges the list, and taking one out. */

import { byId, element, put } from "../../shared/elements.js";

const ARROWS = { up: "↑", down: "↓", out: "✕" };

export class Order {
  #say;
  #send;
  #questions = [];
  #isOn = false;

  /** @param {(step: object, said: [string, object?]) => Promise<string>} send */
  constructor(say, send) {
    this.#say = say;
    this.#send = send;
    byId("arrange").addEventListener("click", () => {
      this.#isOn = !this.#isOn;
      this.#draw();
    });
    byId("take-out").addEventListener("click", () => this.#takeOut(byId("take-out").dataset.question));
  }

  /** The arrows of one item of the list. */
  #tools(one) {
    const box = element("span", { class: "tools" });
    for (const [name, sign] of Object.entries(ARROWS)) {
      const words = element("span", { class: "unseen" });
      const button = element("button", { type: "button", class: "button small", "data-role": name }, sign, words);
      button.addEventListener("click", () => (name === "out" ? this.#takeOut(one.id) : this.#move(one.id, name)));
      box.append(button);
    }
    return box;
  }

  /** @param {import("../../wire/messages.js").ModeratorSnapshot} snapshot */
  draw({ questions, position, over = false }) {
    this.#questions = questions;
    if (over) this.#isOn = false;
    byId("arrange").hidden = over || questions.length < 2;
    const next = questions[position];
    const goes = !over && canGo(next);
    byId("take-out").hidden = !goes;
    byId("take-out").dataset.question = goes ? next.id : "";
    this.#draw();
  }

  #draw() {
    byId("arrange").setAttribute("aria-pressed", String(this.#isOn));
    const last = this.#questions.length - 1;
    for (const [n, item] of [...byId("questions").children].entries()) {
      const one = this.#questions[n];
      let box = item.querySelector(".tools");
      if (!one || !this.#isOn) {
        box?.remove();
        continue;
      }
      if (!box) {
        box = this.#tools(one);
        item.append(box);
      }
      const off = { up: n === 0, down: n === last };
      for (const button of box.children) {
        const name = button.dataset.role;
        put(button.lastElementChild, ` ${this.#say(`order_${name}`, { prompt: one.prompt })}`);
        button.setAttribute("aria-disabled", String(off[name] ?? false));
        if (name === "out") button.hidden = !canGo(one);
      }
    }
  }

  #move(id, way) {
    const ids = this.#questions.map((one) => one.id);
    const at = ids.indexOf(id);
    const to = at + (way === "up" ? -1 : 1);
    if (at < 0 || to < 0 || to >= ids.length) return;
    const before = way === "up" ? ids[to - 1] : ids[to];
    this.#send({ do: "place", question: id, after: before ?? "" }, ["order_moved", { n: to + 1, all: ids.length }]);
  }

  #takeOut(id) {
    const one = this.#questions.find((each) => each.id === id);
    if (one) this.#send({ do: "take_out", question: id }, ["spot_out", { prompt: one.prompt }]);
  }
}

/** Whether a question can be taken out here: put in on the spot, and nobody was asked it. */
function canGo(one) {
  return one?.spot === true && one.state === "ready";
}
