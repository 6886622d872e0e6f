/** Who has most points, on the stage: the first ten of those who gave a nickname. */

import { byId, element, put } from "../../shared/elements.js";
import { Looking } from "./looking.js";

/** A look in two seconds: a name that a moderator takes down is gone before many have read it. */
const LOOK_MS = 2000;

export class LeaderboardPanel {
  #place = byId("leaderboard");
  #looking = new Looking(`/stage/${document.body.dataset.poll}/leaderboard`, LOOK_MS, (now) => {
    this.#now = now;
    this.#draw();
  });
  #say;
  #now = null;

  /** Show it, or not; in this language. */
  follow(isWanted, say) {
    this.#say = say;
    if (!isWanted) this.#now = null; // and what is shown next is as it is then
    this.#looking.want(isWanted);
    this.#draw();
  }

  #draw() {
    this.#place.hidden = !this.#looking.isWanted || !this.#now;
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
