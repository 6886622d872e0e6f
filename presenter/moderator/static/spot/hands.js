/** A hand count for those without a phone: typed in for each answer, until the result is frozen. */

import { byId, element, put } from "../../shared/elements.js";

export class HandCounts {
  #say;
  /** Of which round, and which numbers, the form was filled in: what is being typed stays. */
  #filled = "";

  /** @param {(action: "hands", value: string) => void} act */
  constructor(say, act) {
    this.#say = say;
    byId("hands-form").addEventListener("submit", (event) => {
      event.preventDefault();
      const inputs = [...byId("hands-lines").querySelectorAll("input")];
      const counts = Object.fromEntries(inputs.map((one) => [one.name, Math.round(Number(one.value) || 0)]));
      act("hands", JSON.stringify({ counts, added: byId("hands-added").checked }));
    });
    byId("hands-none").addEventListener("click", () => act("hands", "{}"));
  }

  /** @param {import("../../wire/messages.js").ModeratorSnapshot} snapshot */
  draw({ hands = null, round, over = false }) {
    byId("hands-box").hidden = !hands || over;
    if (!hands) return;
    const { lines, added, fixed } = hands;
    const all = lines.reduce((sum, { people }) => sum + people, 0);
    put(byId("hands-title"), this.#say("hands", { n: all }));
    put(byId("hands-said"), fixed ? this.#say("hands_fixed") : "");
    byId("hands-form").querySelectorAll("input, button").forEach((each) => { each.disabled = fixed; });
    byId("hands-none").hidden = all === 0 || fixed;
    const filled = JSON.stringify([round, lines, added]);
    if (filled === this.#filled) return;
    this.#filled = filled;
    byId("hands-added").checked = added;
    byId("hands-lines").replaceChildren(...lines.map((line) => field(line, fixed)));
  }
}

function field({ counter, label, people }, fixed) {
  const input = element("input", { type: "number", name: counter, min: "0", max: "99999", step: "1", inputmode: "numeric", disabled: fixed });
  input.value = people ? String(people) : "";
  return element("label", {}, input, element("span", { dir: "auto" }, label));
}
