/** The speakers' list on the stage: who speaks, for how long, and who is next. */

import { Clock, digits } from "/static/shared/clock.js";
import { byId, element, put } from "/static/shared/elements.js";
import { withinTime } from "/static/shared/within.js";

/** A look a second: who is called is called aloud as well. */
const LOOK_MS = 1000;

export class SpeakersBoard {
  #place = byId("speakers");
  #address = `/stage/${document.body.dataset.poll}/speakers`;
  #clock = new Clock();
  #say;
  #isWanted = false;
  #now = null;
  #timer = 0;

  constructor() {
    document.addEventListener("visibilitychange", () => document.hidden || this.#look());
    setInterval(() => this.#tick(), 250); // no second is seen to be skipped
  }

  /** Show the list, or not; in this language. */
  follow(isWanted, say) {
    this.#say = say;
    const isNew = isWanted !== this.#isWanted;
    this.#isWanted = isWanted;
    if (!isWanted) this.#place.hidden = true;
    if (isNew) this.#look();
    else this.#draw();
  }

  async #look() {
    clearTimeout(this.#timer);
    if (!this.#isWanted || document.hidden) return;
    this.#timer = setTimeout(() => this.#look(), LOOK_MS);
    try {
      const response = await withinTime((signal) => fetch(this.#address, { cache: "no-store", signal }));
      if (response.status !== 200) return;
      this.#now = await response.json();
      this.#clock.learn(this.#now.server_ms);
      this.#draw();
    } catch {
      // A list that is some seconds old; the page itself says that the connection is lost.
    }
  }

  #draw() {
    const now = this.#now;
    // With nobody on the list there is nothing to see.
    const isEmpty = !now || (!now.current && now.waiting.length === 0);
    this.#place.hidden = !this.#isWanted || isEmpty;
    if (this.#place.hidden) return;
    put(byId("speaker"), now.current ? this.#inWords(now.current) : "–");
    const next = now.waiting.map((each) => this.#inWords(each));
    const shown = byId("next-speakers");
    if (shown.dataset.told !== next.join("\n")) {
      shown.dataset.told = next.join("\n");
      shown.replaceChildren(...next.map((each) => element("li", {}, each)));
    }
    byId("next-box").hidden = next.length === 0;
    this.#tick();
  }

  #inWords({ number, list = "", seat = "" }) {
    return [this.#say("hand", { n: number }), list, seat].filter(Boolean).join(" · ");
  }

  #tick() {
    if (this.#place.hidden || !this.#now) return;
    const { current, until_ms: until } = this.#now;
    const left = current && until ? this.#clock.secondsLeft(until) : null;
    put(byId("speaker-clock"), left === null ? "" : left ? digits(left) : this.#say("time_over"));
  }
}
