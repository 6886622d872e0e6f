/** The remote's page: puts a snapshot on it. What the buttons mean is the console's. */

import { digits } from "../../shared/clock.js";
import { byId, put } from "../../shared/elements.js";
import { undoOf } from "../steps/care.js";
import { hasBack, nextStep, numberOf } from "../steps/flow.js";

const UNDOING = { reopen: "do_take_back", hide: "do_hide" };
const BUTTONS = ["forward", "back", "undo"];

export class RemoteView {
  #say;
  #clock;
  #numbers;
  #last = null;

  /**
   * @param {object} options
   * @param {(text: string, values?: object) => string} options.say
   * @param {string} options.language
   * @param {import("../../shared/clock.js").Clock} options.clock
   */
  constructor({ say, language, clock }) {
    this.#say = say;
    this.#clock = clock;
    this.#numbers = new Intl.NumberFormat(language);
    setInterval(() => this.#tick(), 250); // a quarter of a second: no second is seen to be skipped
  }

  /** Why nobody can moderate here (yet). */
  barred(sentence) {
    byId("outside").hidden = false;
    byId("desk").hidden = true;
    put(byId("outside-text"), sentence);
  }

  show(snapshot) {
    this.#last = snapshot;
    byId("outside").hidden = true;
    byId("desk").hidden = false;
    this.#header(snapshot);
    this.#question(snapshot);
    this.#turnout(snapshot);
    label("forward", this.#say(nextStep(snapshot)), nextStep(snapshot) !== "do_nothing" && !snapshot.over);
    label("back", null, hasBack(snapshot) && !snapshot.over);
    this.#tick();
  }

  /** Whether a command could be sent now: buttons look it, and say so. */
  free(is) {
    for (const id of BUTTONS) byId(id).setAttribute("aria-busy", String(!is));
  }

  #header({ stages, risk = "", over = false, practice = false }) {
    document.body.classList.toggle("has-stage", stages > 0);
    put(byId("stages"), this.#say(stages > 0 ? "stage_on" : "stage_off", { n: stages }));
    const warned = over ? this.#say("over") : [practice && this.#say("now_practice"), risk].filter(Boolean).join(" ");
    byId("risk").hidden = !warned;
    put(byId("risk"), warned);
  }

  #question(snapshot) {
    const say = this.#say;
    const { position, questions, attempt, asks = true, scene, state, next_prompt: next } = snapshot;
    const all = questions.filter(({ asks: each = true }) => each).length;
    const name = asks ? say("question_of", { n: numberOf(snapshot), all }) : say("slide");
    const where = position
      ? [name, asks && say(`state_${state}`), attempt > 1 && say("round", { n: attempt })]
      : [say("before_first")];
    put(byId("where"), where.filter(Boolean).join(" · "));
    put(byId("prompt"), position ? snapshot.prompt : snapshot.poll);
    const around = scene && position ? `${say(`scene_${scene}`)} ` : "";
    put(byId("next"), around + (next ? say("next", { prompt: next }) : say("none_next")));
  }

  #turnout({ attendance: { here, voted }, parts = [], done = 0, asks = true, round }) {
    const say = this.#say;
    const all = Math.max(here, voted);
    const isAsked = asks && round > 0;
    const through = parts.length > 0 && say("through", { n: done });
    put(byId("voted"), this.#numbers.format(isAsked && all ? voted : here));
    const words = isAsked && all ? [say("of_voted", { n: voted, all }), through] : [say("here", { n: here })];
    put(byId("of-voted"), words.filter(Boolean).join(" · "));
  }

  #tick() {
    const snapshot = this.#last;
    if (!snapshot) return;
    const undo = undoOf(snapshot, this.#clock);
    label("undo", this.#say(UNDOING[undo] ?? "undo"), undo !== "" && !snapshot.over);
    const { state, asks = true, deadline_ms: ends = 0, timer = 0, opened_ms: opened = 0 } = snapshot;
    const isRunning = state === "open" || !asks;
    const deadline = isRunning ? ends : 0;
    const limit = isRunning ? 0 : timer; // runs once it is opened
    const left = deadline ? this.#clock.secondsLeft(deadline) : limit;
    put(byId("left"), deadline || limit ? digits(left) : "–");
    put(byId("left-words"), this.#say(deadline ? "left" : limit ? "time_limit" : "no_limit"));
    byId("elapsed-box").hidden = !(state === "open" && opened);
    put(byId("elapsed"), digits(this.#clock.secondsSince(opened)));
  }
}

/** A button's words, and whether it does anything now. It keeps the focus either way. */
function label(id, text, active) {
  const button = byId(id);
  if (text !== null) put(button.querySelector(".words") ?? button, text);
  button.setAttribute("aria-disabled", String(!active));
}
