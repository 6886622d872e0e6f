/** Who has most points, on the stage: the first ten of those who gave a nickname. */

import { byId, element, put } from "/static/shared/elements.js";
import { withinTime } from "/static/shared/within.js";

/** A look in two seconds: a name that a moderator takes down is gone before many have read it. */
const LOOK_MS = 2000;

export class LeaderboardPanel {
  #place = byId("leaderboard");
  #address = `/stage/${document.body.dataset.poll}/leaderboard`;
  #say;
  #isWanted = false;
  #now = null;
  #timer = 0;

  constructor() {
    document.addEventListener("visibilitychange", () => document.hidden || this.#look());
  }

  /** Show it, or not; in this language. */
  follow(isWanted, say) {
    this.#say = say;
    const isNew = isWanted !== this.#isWanted;
    this.#isWanted = isWanted;
    if (!isWanted) this.#now = null; // and what is shown next is as it is then
    if (isNew) this.#look();
    this.#draw();
  }

  async #look() {
    clearTimeout(this.#timer);
    if (!this.#isWanted || document.hidden) return;
    this.#timer = setTimeout(() => this.#look(), LOOK_MS);
    try {
      const response = await withinTime((signal) => fetch(this.#address, { cache: "no-store", signal }));
      if (response.status !== 200) return;
      this.#now = await response.json();
      this.#draw();
    } catch {
      // Places that are some seconds old; the page itself says that the connection is lost.
    }
  }

  #draw() {
    this.#place.hidden = !this.#isWanted || !this.#now;
    if (this.#place.hidden) return;
    const { first, level } = this.#now;
    const lines = first.map(({ place, name, points }) => [`${place}.`, name, this.#say("n_points", { n: points })]);
    const shown = byId("places");
    const told = JSON.stringify(lines);
    if (shown.dataset.told !== told) {
      shown.dataset.told = told;
      shown.replaceChildren(...lines.map(lineOf));
    }
    put(byId("level"), first.length ? (level ? this.#say("level", { n: level }) : "") : this.#say("nobody_yet"));
  }
}

function lineOf([place, name, points]) {
  return element(
    "li",
    {},
    element("span", { class: "of" }, place),
    " ",
    element("bdi", {}, name),
    " ",
    element("b", {}, points),
  );
}
