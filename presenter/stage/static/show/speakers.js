/** The speakers' list on the stage: who speaks, for how long, and who is next. */

import { Clock, digits } from "../../shared/clock.js";
import { byId, element, put } from "../../shared/elements.js";
import { Looking } from "./looking.js";

/** A look a second: who is called is called aloud as well. */
const LOOK_MS = 1000;
/** Shares of the size in which words are drawn: the largest at which all stay in the frame. */
const SIZES = [1, 0.9, 0.8, 0.7, 0.6, 0.5];

export class SpeakersBoard {
  #place = byId("speakers");
  #looking = new Looking(`/stage/${document.body.dataset.poll}/speakers`, LOOK_MS, (now) => {
    this.#now = now;
    this.#clock.learn(now.server_ms);
    this.#draw();
  });
  #clock = new Clock();
  #say;
  #now = null;
  #fitted = "";

  constructor() {
    new ResizeObserver(() => this.#fit()).observe(this.#place);
    setInterval(() => this.#tick(), 250); // no second is seen to be skipped
  }

  /** Show the list, or not; in this language. */
  follow(isWanted, say) {
    this.#say = say;
    this.#looking.want(isWanted);
    this.#draw();
  }

  #draw() {
    const now = this.#now;
    // With nobody on the list there is nothing to see.
    const { chairs = [] } = now ?? {};
    const isEmpty = !now || (!now.current && now.waiting.length === 0 && chairs.length === 0);
    this.#place.hidden = !this.#looking.isWanted || isEmpty;
    if (this.#place.hidden) return;
    put(byId("speaker"), now.current ? this.#inWords(now.current) : "–");
    this.#drawChairs(chairs, now.one_leaves);
    const next = now.waiting.map((each) => this.#inWords(each));
    const shown = byId("next-speakers");
    if (shown.dataset.told !== next.join("\n")) {
      shown.dataset.told = next.join("\n");
      shown.replaceChildren(...next.map((each) => element("li", {}, each)));
    }
    byId("next-box").hidden = next.length === 0;
    this.#tick();
    if (this.#fitted !== this.#place.textContent) this.#fit();
  }

  #fit() {
    this.#fitted = this.#place.textContent;
    for (const size of SIZES) {
      this.#place.style.setProperty("--fit", String(size));
      if (this.#fits()) return;
    }
  }

  /** Whether the first line is not above the frame's edge: all lines stand in its middle. */
  #fits() {
    const edge = this.#place.getBoundingClientRect().top + parseFloat(getComputedStyle(this.#place).paddingTop);
    return this.#place.firstElementChild.getBoundingClientRect().top >= edge;
  }

  /** Those of a fishbowl, in place of the one who speaks. */
  #drawChairs(chairs, oneLeaves) {
    const isCircle = chairs.length > 0;
    put(byId("speaks"), this.#say(isCircle ? "in_circle" : "speaks"));
    byId("speaker").parentElement.hidden = isCircle;
    byId("chairs").hidden = !isCircle;
    const told = chairs.map((hand) => (hand ? this.#inWords(hand) : this.#say("chair_free")));
    if (byId("chairs").dataset.told !== told.join("\n")) {
      byId("chairs").dataset.told = told.join("\n");
      byId("chairs").replaceChildren(...told.map((words, at) => element("li", { class: chairs[at] ? "" : "free" }, words)));
    }
    put(byId("one-leaves"), isCircle && oneLeaves ? this.#say("one_leaves") : "");
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
