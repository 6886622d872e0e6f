/** The moderator's page: puts a snapshot on it, and never takes the focus away. */

import { digits } from "../shared/clock.js";
import { canTakeBack } from "./steps/care.js";
import { afterChart, afterGrouping, hasBack, nextStep, numberOf } from "./steps/flow.js";
import { keyed } from "../shared/keyed.js";
import { drawBars } from "./bars.js";
import { drawParts } from "./show/parts.js";
import { drawMissing } from "./missing.js";
import { drawFacts } from "../shared/facts.js";
import { passages } from "../shared/told.js";
import { afterMeasure } from "../shared/keys.js";
import { byId, put } from "../shared/elements.js";

export class ModerateView {
  #say;
  #clock;
  #goto;
  #language;
  #written;
  #scenes;
  #presets;
  #order;
  #hands;
  #last = null;
  #told = "";

  /**
   * @param {object} options
   * @param {(text: string, values?: object) => string} options.say
   * @param {string} options.language
   * @param {import("../shared/clock.js").Clock} options.clock
   * @param {(id: string) => void} options.goto asks for a question
   * @param {import("./written.js").Written} options.written the panel of texts
   * @param {import("./show/scenes.js").Scenes} options.scenes the screens around the show
   * @param {import("./show/presets.js").Presets} options.presets ready countdowns
   * @param {import("./spot/order.js").Order} options.order arrows in the list
   * @param {import("./spot/hands.js").HandCounts} options.hands for those without a phone
   */
  constructor({ say, language, clock, goto, written, scenes, presets, order, hands }) {
    this.#say = say;
    this.#language = language;
    this.#clock = clock;
    this.#goto = goto;
    this.#written = written;
    this.#scenes = scenes;
    this.#presets = presets;
    this.#order = order;
    this.#hands = hands;
    for (const button of document.querySelectorAll("[data-key]")) addHint(button);
    setInterval(() => this.#tick(), 250); // a quarter of a second: no second is seen to be skipped
  }

  /** Why nobody can moderate here (yet). */
  outside(key) {
    this.barred(this.#say(key));
  }

  /** The same in a sentence of the server's. */
  barred(sentence) {
    byId("outside").hidden = false;
    byId("console").hidden = true;
    put(byId("outside-text"), sentence);
  }

  show(snapshot) {
    this.#last = snapshot;
    byId("outside").hidden = true;
    byId("console").hidden = false;
    this.#header(snapshot);
    this.#list(snapshot);
    this.#question(snapshot);
    this.#figures(snapshot);
    this.#buttons(snapshot);
    this.#written.draw(snapshot);
    this.#scenes.draw(snapshot);
    this.#presets.draw(snapshot);
    this.#order.draw(snapshot);
    this.#hands.draw(snapshot);
    drawMissing(byId("attendance"), byId("refused"), snapshot, this.#say);
    this.#tick();
  }

  /** Whether a command could be sent now: buttons look it, and say so. */
  free(is) {
    for (const button of document.querySelectorAll(".controls .button, .texts .button")) {
      button.setAttribute("aria-busy", String(!is));
    }
  }

  #header({ stages, risk = "", over = false, poll, position, state }) {
    document.body.classList.toggle("has-stage", stages > 0);
    put(byId("stage-link"), stages > 0 ? this.#say("stage_on", { n: stages }) : this.#say("stage_off"));
    const warned = over ? this.#say("over") : risk;
    byId("risk").hidden = !warned;
    put(byId("risk"), warned);
    document.body.classList.toggle("is-over", over);
    const place = position ? `${position} · ${this.#say(`state_${state}`)} – ` : "";
    document.title = `${place}${poll}`;
  }

  #list({ questions, question: current }) {
    const items = questions.map((one, n) => ({ ...one, n: numberOf({ questions, position: n + 1 }) }));
    keyed(byId("questions"), items, (one) => one.id, (one) => this.#makeItem(one), (item, one) => {
      const button = item.firstElementChild;
      const [number, prompt, fact] = button.children;
      if (one.id === current) button.setAttribute("aria-current", "step");
      else button.removeAttribute("aria-current");
      item.dataset.state = one.state;
      put(number, one.asks === false ? "–" : String(one.n));
      put(prompt, one.prompt);
      put(fact.firstElementChild, this.#fact(one));
      put(fact.lastElementChild, ` ${this.#factInWords(one)}`);
    });
  }

  #makeItem(one) {
    const item = document.createElement("li");
    const button = document.createElement("button");
    const fact = span("fact");
    button.type = "button";
    fact.append(span("short"), span("unseen"));
    fact.firstElementChild.setAttribute("aria-hidden", "true");
    button.append(span("number"), span("prompt"), fact);
    button.addEventListener("click", () => this.#goto(one.id));
    item.append(button);
    return item;
  }

  #fact({ state, votes, rounds, spot = false }) {
    if (state === "ready") return spot ? this.#say("spot") : "";
    return `${this.#number(votes)}${rounds > 1 ? ` · R${rounds}` : ""}`;
  }

  #factInWords({ state, votes, rounds, asks = true, spot = false }) {
    if (!asks) return this.#say("slide");
    const words = [this.#say(`state_${state}`)];
    if (spot) words.push(this.#say("spot"));
    if (state !== "ready") words.push(this.#say("votes", { n: votes }));
    if (rounds > 1) words.push(this.#say("rounds", { n: rounds }));
    return words.join(", ");
  }

  #question(snapshot) {
    const { position, questions, attempt, asks = true } = snapshot;
    const all = questions.filter(({ asks: each = true }) => each).length;
    const where = position
      ? [
          asks ? this.#say("question_of", { n: numberOf(snapshot), all }) : this.#say("slide"),
          asks && this.#say(`state_${snapshot.state}`),
          attempt > 1 && this.#say("round", { n: attempt }),
        ]
      : [this.#say("before_first")];
    put(byId("where"), where.filter(Boolean).join(" · "));
    put(byId("prompt"), position ? snapshot.prompt : snapshot.poll);
    byId("told").hidden = asks && !snapshot.told?.length;
    byId("told").setAttribute("aria-label", asks ? snapshot.prompt : this.#say("slide"));
    const told = JSON.stringify(snapshot.told ?? []);
    if (told !== this.#told) byId("told").replaceChildren(...passages(snapshot.told ?? []));
    this.#told = told;
    byId("notes-box").hidden = !snapshot.notes;
    put(byId("notes"), snapshot.notes);
    const next = snapshot.next_prompt;
    put(byId("next"), next ? this.#say("next", { prompt: next }) : this.#say("none_next"));
  }

  #figures(snapshot) {
    const say = this.#say;
    const { here, voted } = snapshot.attendance;
    const { asks = true } = snapshot;
    for (const id of ["voted-box", "on-stage-box"]) byId(id).hidden = !asks;
    put(byId("voted"), this.#number(voted));
    const all = Math.max(here, voted);
    const { parts = [], done = 0 } = snapshot;
    const through = parts.length > 0 && say("through", { n: done });
    const turnout = all ? say("of_voted", { n: voted, all }) : say("no_votes"); // never “of 0”
    put(byId("of-voted"), [turnout, through].filter(Boolean).join(" · "));
    put(byId("visible"), say(snapshot.shown ? "shown" : "hidden"));
    put(byId("on-stage"), say("on_stage"));
    const notes = [
      snapshot.black && say("stage_dark"),
      snapshot.join && say("stage_join"),
      snapshot.live && say("live"),
    ];
    put(byId("stage-says"), notes.filter(Boolean).join(" "));
    const percent = this.#percent.bind(this);
    const decimal = (value) => this.#decimal(value);
    drawBars(byId("series"), snapshot.series, say, percent, decimal, snapshot.pictures);
    drawFacts(byId("facts"), snapshot.facts ?? []);
    // The panel of texts has them all, where texts are all there is.
    byId("results").hidden = (snapshot.moderated && !snapshot.texts_beside && !parts.length) || !asks;
    drawParts(snapshot, say);
    put(byId("base"), voted ? snapshot.base : say("no_votes"));
  }

  #buttons(snapshot) {
    const { state, shown, measure, black, join, deadline_ms: deadline = 0, asks = true } = snapshot;
    const open = state === "open";
    const step = nextStep(snapshot);
    label("forward", this.#say(step), step !== "do_nothing");
    label("skip", null, snapshot.position > 0 && snapshot.position < snapshot.questions.length);
    label("quick", null, true);
    label("back", null, hasBack(snapshot));
    byId("close").classList.toggle("warns", open);
    label("show", this.#say(shown ? "do_hide" : "do_show"), snapshot.round > 0);
    label("again", null, snapshot.round > 0);
    label("timer", this.#say(deadline ? "do_extend" : "do_timer"), open || !asks);
    label("timer-stop", null, deadline > 0);
    byId("timer-stop").hidden = !deadline;
    label("measure", this.#say(`do_${afterMeasure(measure)}`), true);
    const { charts = [] } = snapshot;
    label("chart", this.#say(`do_${charts.length > 1 ? afterChart(snapshot) : "bars"}`), charts.length > 1);
    label("black", this.#say(black ? "do_light" : "do_black"), true);
    label("join", this.#say(join ? "do_unjoin" : "do_join"), true);
    const { compare = false, comparable = false, stream = false, streams = false } = snapshot;
    const next = stream || (compare && !streams) ? "do_alone" : compare ? "do_stream" : "do_compare";
    label("compare", this.#say(next), compare || stream || comparable);
    byId("compare").setAttribute("aria-pressed", String(compare || stream));
    this.#groupButton(snapshot);
    for (const id of ["start", "pause", "end"]) label(id, null, true);
    if (!snapshot.over) return;
    for (const button of document.querySelectorAll(".controls .button:not(#more-open)")) {
      button.setAttribute("aria-disabled", "true");
    }
  }

  /** Whose answers the stage has; and why it cannot be told by group, where it cannot. */
  #groupButton(snapshot) {
    const { groupings = [], grouping_note: note = "" } = snapshot;
    byId("group").hidden = !groupings.length;
    label("group", this.#say(`do_group_${afterGrouping(snapshot) || "all"}`), groupings.length > 1);
    byId("grouping-note").hidden = !note;
    put(byId("grouping-note"), note);
  }

  /** Opens, closes, or takes the close back for as long as that is possible. */
  #closeButton(snapshot) {
    const { state, position, asks = true } = snapshot;
    const takesBack = canTakeBack(snapshot, this.#clock);
    const words = takesBack ? "do_take_back" : state === "open" ? "do_close_short" : "do_open_short";
    label("close", this.#say(words), asks && position > 0 && (state !== "closed" || takesBack));
  }

  #tick() {
    const snapshot = this.#last;
    if (!snapshot) return;
    this.#closeButton(snapshot);
    const isRunning = snapshot.state === "open" || snapshot.asks === false;
    const deadline = isRunning ? (snapshot.deadline_ms ?? 0) : 0;
    const limit = isRunning ? 0 : (snapshot.timer ?? 0); // runs once it is opened
    const seconds = deadline ? this.#clock.secondsLeft(deadline) : limit;
    put(byId("left"), deadline || limit ? digits(seconds) : "–");
    put(byId("left-words"), this.#say(deadline ? "left" : limit ? "time_limit" : "no_limit"));
  }

  #number(value) {
    return new Intl.NumberFormat(this.#language).format(value);
  }

  #percent(value) {
    if (value === null) return "–";
    return this.#language === "de" ? `${value}\u202f%` : `${value}%`;
  }

  #decimal(value) {
    const oneDigit = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
    return new Intl.NumberFormat(this.#language, oneDigit).format(value);
  }
}

/** A button's words, and whether it does anything now. It keeps the focus either way. */
function label(id, text, active) {
  const button = byId(id);
  const words = button.querySelector(".words");
  if (text !== null) put(words ?? button, text);
  button.setAttribute("aria-disabled", String(!active));
}

/** Shows the button's key on it, and tells assistive technology. */
function addHint(button) {
  const hint = document.createElement("kbd");
  const words = span("words");
  words.append(...button.childNodes);
  hint.textContent = button.dataset.key;
  hint.setAttribute("aria-hidden", "true"); // or it would be part of the button's name
  button.append(words, " ", hint);
}

function span(className) {
  const element = document.createElement("span");
  element.className = className;
  return element;
}
