// One pair, or set, at a time, over the groups that all of them are: a tap decides, and the next comes.
//
// The groups stay what is read and sent. Keys only choose, as arrows try one after the other; on to
// the next one goes the button.

import { styled } from "./styled.js";

/** Shows the first pair alone, once the style has come. */
export async function draw(form) {
  await styled(new URL("./pairs.css", import.meta.url).href);
  const groups = [...form.querySelectorAll("[data-look=pairs]")];
  if (groups[0]?.isConnected && !form.querySelector(".duel")) new Duel(groups);
}

/** Puts those of `drawn` behind the groups that are not there; what is there stays as it is. */
export function grow(box, drawn) {
  const groups = [...box.querySelectorAll("[data-look=pairs]")];
  const nameOf = (group) => group.querySelector("input").name;
  const there = new Map(groups.map((group) => [nameOf(group), group]));
  const all = drawn.filter((group) => group.dataset.look === "pairs");
  for (const group of all) {
    const legend = there.get(nameOf(group))?.querySelector("legend");
    if (legend) legend.textContent = group.querySelector("legend").textContent;
  }
  const fresh = all.filter((group) => !there.has(nameOf(group)));
  if (!fresh.length || !groups.length) return;
  groups[groups.length - 1].after(...fresh);
  groups[0].dispatchEvent(new CustomEvent("grown", { detail: fresh }));
}

class Duel {
  #groups;
  #at = 0;
  #back;
  #next;
  #isTapped = false;

  constructor(groups) {
    const told = JSON.parse(groups[0].dataset.forScript);
    this.#groups = groups;
    this.#back = button(told.back, () => this.#go(-1));
    this.#next = button(told.next, () => this.#go(1));
    const bar = document.createElement("div");
    bar.className = "duel";
    bar.append(this.#back, this.#next);
    groups[groups.length - 1].after(bar);
    for (const group of groups) this.#hear(group);
    groups[0].addEventListener("grown", ({ detail }) => {
      this.#groups.push(...detail);
      for (const group of detail) this.#hear(group);
      this.#show();
    });
    groups[0].addEventListener("filled", () => this.#start());
    this.#start();
  }

  #hear(group) {
    group.addEventListener("pointerdown", () => { this.#isTapped = true; });
    group.addEventListener("keydown", () => { this.#isTapped = false; });
    group.addEventListener("input", () => {
      if (this.#isTapped && this.#at < this.#groups.length - 1) this.#go(1);
    });
  }

  /** At the first pair that is not decided; where all are, at the first. */
  #start() {
    const free = this.#groups.findIndex((group) => !group.querySelector(":checked"));
    this.#at = Math.max(free, 0);
    this.#show();
  }

  #go(by) {
    this.#at += by;
    this.#show();
    const inputs = [...this.#groups[this.#at].querySelectorAll("input")];
    const seen = inputs.filter((input) => !input.closest("label").hidden);
    (seen.find((input) => input.checked) ?? seen[0]).focus({ preventScroll: true });
  }

  #show() {
    this.#groups.forEach((group, n) => { group.hidden = n !== this.#at; });
    mute(this.#back, this.#at === 0);
    mute(this.#next, this.#at === this.#groups.length - 1);
  }
}

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.addEventListener("click", () => {
    if (made.getAttribute("aria-disabled") !== "true") act();
  });
  return made;
}

/** A button that does nothing now and keeps the focus that it has. */
function mute(made, isMuted) {
  made.setAttribute("aria-disabled", String(isMuted));
}
