/** The stage's page: puts a snapshot on it. Texts go in as text, never as HTML. */

import { Answer } from "./answer.js";
import { Cards } from "./cards.js";
import { designPixel } from "./chart.js";
import { digits, secondOfDay, timeOfDay } from "../shared/clock.js";
import { counts, everybody, face, isBetween, news, promise } from "./state.js";
import { drawScene, heading, tickScene } from "./show/scenes.js";
import { emphasise } from "./emphasise.js";
import { MoodBand } from "./show/mood.js";
import { LeaderboardPanel } from "./show/leaderboard.js";
import { SpeakersBoard } from "./show/speakers.js";
import { Slide } from "./show/slide.js";
import { passages, tell } from "../shared/told.js";
import { byId, put } from "../shared/elements.js";

const TITLE_SIZES = [64, 60, 56, 52, 48, 45, 42];
/** Design pixels: what a title may take in height, so that the chart keeps its room; options, which
    can be turned like pages, leave it more. */
const TITLE_HEIGHT = { answer: 240, other: 310 };

/** Design pixels of a question from the hall that has at most so many characters: four lines or so. */
const ASKED_SIZES = [[60, 104], [120, 88], [200, 72], [Infinity, 60]];

/** Milliseconds that a note to the presenter stays: read twice, and gone before the next question. */
const NOTE_MS = 7000;

export class StageView {
  #clock;
  #titles;
  #answer = new Answer();
  #options = new Cards(byId("options"), { stacks: true });
  #speakers = new SpeakersBoard();
  #leaderboard = new LeaderboardPanel();
  #slide = new Slide(byId("slide"));
  #mood = new MoodBand(byId("mood"), `/stage/${document.body.dataset.poll}/mood`);
  #asked = "";
  #last = null;
  #lostAt = null;
  #stalledAt = null;
  #say = null;
  #language = "";
  #noted = 0;
  #fit = new ResizeObserver(() => this.#fitTitle());

  constructor(clock, titles) {
    this.#clock = clock;
    this.#titles = titles;
    this.#fit.observe(document.body);
    setInterval(() => this.#tick(), 250); // a quarter of a second: no second is seen to be skipped
  }

  /** Speak `language` from now on. */
  speak(language, say) {
    this.#language = language;
    this.#say = say;
    document.documentElement.lang = language;
    for (const element of document.querySelectorAll("[data-text]")) {
      put(element, say(element.dataset.text));
    }
    for (const element of document.querySelectorAll("[data-label]")) {
      element.setAttribute("aria-label", say(element.dataset.label));
    }
    for (const element of document.querySelectorAll("[data-alt]")) element.alt = say(element.dataset.alt);
    const { brand, event_title: event } = this.#titles[language];
    if (byId("brand")?.tagName === "IMG") byId("brand").alt = brand || event;
    else if (brand) put(byId("brand"), brand);
    this.#answer.renew();
    this.#options.clear();
    if (this.#last) this.show(this.#last);
    else this.#greet();
  }

  /** Put `snapshot` on the page. */
  show(snapshot) {
    this.#announce(news(this.#last, snapshot));
    this.#last = snapshot;
    byId("practice").hidden = !snapshot.practice;
    this.#header(snapshot);
    this.#faces(snapshot);
    this.#footer(snapshot);
    this.#mood.follow(snapshot.mood, this.#say, this.#language);
    const isVoting = snapshot.state === "open"; // which comes first
    this.#speakers.follow(snapshot.speakers === true && !isVoting, this.#say);
    this.#leaderboard.follow(snapshot.leaderboard === true && !isVoting, this.#say);
    if (this.#stalledAt !== null) {
      this.#stalledAt = null;
      this.#sayAge();
    }
    this.#tick();
  }

  /** The connection is up, or was lost: the picture stays, and says how old it is. */
  connected(is) {
    if (is) this.#lostAt = null;
    else this.#lostAt ??= new Date();
    this.#sayAge();
    this.refused("");
  }

  /** The connection will not come by itself: says `why` and what helps, for as long as it holds. */
  refused(why) {
    byId("refused").hidden = !why;
    put(byId("refused"), why);
    if (why) put(byId("alert"), why);
  }

  /** The server is there, but sees nothing new itself: as with a lost connection. */
  stalled(asOf) {
    this.#stalledAt = new Date(asOf);
    this.#sayAge();
  }

  #sayAge() {
    const at = this.#lostAt ?? this.#stalledAt;
    const old = at !== null && this.#last !== null;
    byId("lost").hidden = !old;
    byId("state").hidden = old;
    document.body.classList.toggle("is-lost", old);
    const key = this.#lostAt ? "lost" : "stalled";
    const spell = this.#lostAt ? timeOfDay : secondOfDay;
    const text = old ? this.#say(key, { time: spell(this.#language, at) }) : "";
    put(byId("lost"), text);
    put(byId("alert"), text);
  }

  /** All dark: this screen's own key, or the moderator. */
  darken(here) {
    document.body.classList.toggle("is-black", here || Boolean(this.#last?.black));
    document.body.dataset.black = here ? "here" : "";
  }

  /** Table instead of the chart, or back. */
  preferTable(wanted) {
    document.body.classList.toggle("prefers-table", wanted);
    if (this.#last) this.#faces(this.#last);
  }

  /** Whether a press too many would end the vote, instead of turning one more page. */
  get isLastPage() {
    return this.#last?.state === "open" && !byId("offer").hidden && this.#options.pages > 1;
  }

  /** Whether the note that `key` names is in sight. */
  notes(key) {
    return !byId("note").hidden && byId("note").textContent === this.#say(key);
  }

  /** One page of the answer on (1) or back (-1). Returns whether there was one. */
  turnPage(step) {
    if (!byId("offer").hidden) return this.#options.turn(step);
    if (document.body.dataset.face !== "answer") return false;
    return this.#answer.turnPage(step);
  }

  /** Say something to whoever holds the clicker, for a while, and once to those who listen. */
  note(key) {
    clearTimeout(this.#noted);
    const text = key ? this.#say(key) : "";
    byId("note").hidden = !text;
    put(byId("note"), text);
    if (!text) return;
    put(byId("status"), text);
    this.#noted = setTimeout(() => this.note(""), NOTE_MS);
  }

  #greet() {
    const { event_title: event, poll_title: poll } = this.#titles[this.#language];
    put(byId("where"), event);
    put(byId("prompt"), poll);
  }

  #header(snapshot) {
    const say = this.#say;
    const over = heading(snapshot, say);
    if (over || snapshot.position === 0) {
      const [where, title] = over ?? [snapshot.event, snapshot.poll];
      put(byId("where"), where);
      put(byId("prompt"), title);
    } else {
      const { number = snapshot.position, asked = snapshot.questions, asks = true } = snapshot;
      const of = asks ? say("question_of", { n: number, all: asked }) : "";
      const { attempt = 0 } = snapshot;
      const round = attempt > 1 ? say("round", { n: attempt }) : "";
      const { part = 0, parts = 0, part_prompt: prompt = "" } = snapshot;
      const isPart = face(snapshot) === "answer" && part > 0;
      const place = isPart ? say("part_of", { n: part, all: parts }) : "";
      put(byId("where"), [snapshot.poll, of, round, place].filter(Boolean).join("\u00a0· "));
      put(byId("prompt"), isPart ? prompt : snapshot.prompt);
    }
    document.title = [this.#stateInWords(snapshot), byId("prompt").textContent].filter(Boolean).join(" – ");
  }

  #faces(snapshot) {
    const shown = face(snapshot);
    document.body.dataset.face = shown;
    this.#fitTitle();
    for (const element of document.querySelectorAll(".face")) {
      element.hidden = !element.classList.contains(shown);
    }
    byId("join").hidden = shown === "welcome"; // the large panel says the same
    this.darken(document.body.dataset.black === "here");
    this.#count(snapshot);
    this.#offer(snapshot, shown);
    put(byId("waiting"), this.#say("opens_soon"));
    this.#fromHall(snapshot.floor);
    if (shown === "slide") this.#slide.draw(snapshot);
    if (shown === "answer") this.#answer.draw(snapshot, this.#say);
    else this.#answer.clear();
  }

  #count(snapshot) {
    const all = everybody(snapshot);
    put(byId("votes"), new Intl.NumberFormat(this.#language).format(snapshot.votes));
    const through = snapshot.parts ? this.#say("through", { n: snapshot.done ?? 0 }) : "";
    const of = all ? this.#say("of_all", { n: snapshot.votes, all }) : ""; // never “of 0”
    put(byId("of"), [of, through].filter(Boolean).join("\u00a0· ")); // no line begins with it
    byId("progress").style.width = all ? `${(100 * snapshot.votes) / all}%` : "0";
    put(byId("then"), this.#say(promise(snapshot)));
    const here = snapshot.here ? this.#say("here", { n: snapshot.here }) : "";
    put(byId("waiting-here"), here);
    drawScene(snapshot, this.#say, this.#language);
  }

  /** What somebody in the hall asks, as large as its length allows. */
  #fromHall(asked) {
    const { text = "", name = "", source = "" } = asked ?? {};
    put(byId("asked"), text);
    byId("asked").style.setProperty("--words", String(ASKED_SIZES.find(([most]) => text.length <= most)[1]));
    put(byId("asked-by"), [name && this.#say("asked_by", { name }), source].filter(Boolean).join("\u00a0· "));
  }

  /** What is asked: options and hint, before and while people vote. */
  #offer({ prompt, hint = "", under = [], options = [], pictures = [], told = [] }, shown) {
    const wanted = (shown === "waiting" || shown === "count") && (hint || options.length > 0);
    document.body.classList.toggle("has-options", wanted && options.length > 0);
    byId("offer").hidden = !wanted;
    byId("options").hidden = options.length === 0;
    tell(byId("hint"), hint, under, true);
    const looked = told.filter(({ form }) => wanted && form === "picture");
    byId("shown").hidden = !looked.length;
    if (looked[0]?.picture !== byId("shown").dataset.picture) byId("shown").replaceChildren(...passages(looked, true));
    byId("shown").dataset.picture = looked[0]?.picture ?? "";
    // Cards stay where they hang; those of another question hang anew, in their own order.
    const asked = [prompt, ...options, ...pictures].join("\n");
    if (asked !== this.#asked) this.#options.clear();
    this.#asked = asked;
    if (wanted && options.length) this.#options.draw(options, prompt, this.#say, pictures);
  }

  #footer(snapshot) {
    const isTold = snapshot.asks === false || isBetween(snapshot);
    document.body.dataset.state = isTold ? "told" : snapshot.state;
    put(byId("state"), this.#stateInWords(snapshot));
    const shown = face(snapshot);
    const answer = shown === "answer";
    const open = snapshot.state === "open";
    const asked = snapshot.position > 0 && snapshot.state !== "ready" && !isBetween(snapshot);
    const values = { n: snapshot.votes, all: everybody(snapshot) };
    const large = shown === "count"; // there it stands already
    const counts = asked && !large && (open || !answer) && values.all > 0; // never “0 of 0”
    const voted = counts ? this.#say("voted", values) : "";
    emphasise(byId("voted"), voted, /^\d[\d.,]*/);
    emphasise(byId("base"), answer ? snapshot.result.base : "", /(?<==\s*)\d[\d.,]*/);
    byId("voted").parentElement.classList.toggle("two", answer && open);
  }

  #stateInWords(snapshot) {
    const { position, state, asks = true } = snapshot;
    if (position === 0) return this.#say("starting");
    if (!asks || isBetween(snapshot)) return "";
    return this.#say({ ready: "not_open", open: "accepting", closed: "closed" }[state]);
  }

  #tick() {
    const snapshot = this.#last;
    if (snapshot) tickScene(snapshot, this.#clock, this.#say, this.#language);
    byId("clock").hidden = !snapshot || !counts(snapshot);
    if (byId("clock").hidden) return;
    const time = digits(this.#clock.secondsLeft(snapshot.deadline_ms));
    put(byId("clock-digits"), time);
    put(byId("clock-words"), this.#say("time_left", { time }));
  }

  #announce(message) {
    if (!message) return;
    const [key, values] = message;
    put(byId("status"), key ? this.#say(key, values) : values.text);
  }

  /** The largest size at which the title leaves the chart its room. */
  #fitTitle() {
    const title = byId("prompt");
    const most = TITLE_HEIGHT[document.body.dataset.face === "answer" ? "answer" : "other"];
    for (const size of TITLE_SIZES) {
      title.style.setProperty("--title", size);
      if (title.scrollHeight <= most * designPixel()) return;
    }
  }
}
