/** Texts that people wrote: to be shown, or not. Works with the keyboard from one to the next. */

import { keyed } from "/static/shared/keyed.js";
import { put } from "/static/shared/texts.js";

const byId = (id) => document.getElementById(id);

export class Written {
  #say;
  #decide;

  /** @param {(action: "approve" | "dismiss", counter: string) => void} decide */
  constructor(say, decide) {
    this.#say = say;
    this.#decide = decide;
    byId("approve-all").addEventListener("click", () => {
      decide(byId("approve-all").dataset.action, "*");
    });
  }

  draw({ texts = [], approving_all: all = false, moderated = false }) {
    const waiting = texts.filter((text) => text.state === "waiting");
    const decided = texts.filter((text) => text.state !== "waiting");
    byId("texts-panel").hidden = texts.length === 0 && !moderated;
    put(byId("texts-title"), this.#say(moderated ? "texts_moderated" : "texts_free"));
    byId("texts-head").hidden = !moderated;
    put(byId("texts-count"), this.#say(waiting.length ? "texts_waiting" : "texts_none", { n: waiting.length }));
    byId("approve-all").dataset.action = all ? "dismiss" : "approve";
    put(byId("approve-all"), this.#say(all ? "approve_each" : "approve_all"));
    this.#list(byId("waiting-texts"), waiting);
    byId("decided-fold").hidden = decided.length === 0;
    put(byId("decided-title"), this.#say(moderated ? "decided" : "written", { n: decided.length }));
    this.#list(byId("decided-texts"), decided);
  }

  #list(list, texts) {
    keyed(list, texts, (text) => text.counter, () => this.#make(), (item, text) => {
      item.dataset.state = text.state;
      put(item.querySelector(".text"), text.text);
      const state = text.state === "waiting" ? "" : this.#say(`text_${text.state}`);
      const times = text.count > 1 ? this.#say("times", { n: text.count }) : "";
      put(item.querySelector(".fact"), [times, state].filter(Boolean).join(" · "));
      for (const role of ["approve", "dismiss"]) {
        const button = item.querySelector(`[data-role="${role}"]`);
        button.hidden = text.state === (role === "approve" ? "approved" : "dismissed");
        button.setAttribute("aria-label", this.#say(`${role}_it`, { text: text.text }));
      }
    });
  }

  #make() {
    const item = document.createElement("li");
    const text = document.createElement("span");
    const fact = document.createElement("span");
    text.className = "text";
    fact.className = "fact";
    item.append(text, fact, this.#button("approve", item), this.#button("dismiss", item));
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
