// The phone's page: draws what `PhoneState` knows into what the server rendered, and listens.
//
// The server's page is complete without this script. The script adds the live connection, keeps
// votes through outages, and says what becomes of them. Focus is never moved.

import { inWords } from "./controls.js";
import { Countdown } from "./shown/countdown.js";
import { Courier } from "./courier.js";
import { byId, put } from "../shared/elements.js";
import { same } from "./intents.js";
import { Kept } from "./kept.js";
import { PhoneState } from "./phone_state.js";
import { QuestionForm } from "./question_form.js";
import { kinds } from "./kinds.js";
import { drawScene, viewOf } from "./shown/scene.js";
import { partIn, resultTables, spokenResults } from "./shown/results.js";
import { Taps } from "./floor/taps.js";
import { drawMarked, fillIn, isolated, plainHint, underPrompt } from "./texts.js";
import { jitter } from "../shared/socket.js";

// A shorter outage is not worth a word.
const OUTAGE_MS = 2000;
// When an event ends, all its phones load the page again: within U(0, 0.3 s · 2⁴) they do. So they do
// where a question comes of a kind that the poll did not ask when the page was made.
const LOAD_SPREAD = 4;

class Phone {
  #page = JSON.parse(byId("page").textContent);
  #texts = this.#page.texts;
  #kept = new Kept(this.#page.code);
  #state = new PhoneState(this.#kept);
  #countdown = new Countdown(byId("timer"), (n) => this.#mention(fillIn(this.#texts.left, { n })));
  #taps = new Taps(byId("mood"), this.#texts, (taps) => this.#tap(taps));
  #form;
  #courier;
  /** Tells which group the person is here as; null where the poll asks nobody, or not yet. */
  #hereAs = null;
  /** The results on the page, and this phone's answer in them: drawn anew only when they change. */
  #shownResults = null;
  #view = "";
  /** Whether an open question went away, without a word on its end, while something was unsent. */
  #isDraftCutOff = false;
  /** What the person should put right: it stands where refusals stand, and comes before them. */
  #warning = "";
  /** Why the server takes no vote from this page; "" where it does, as far as anybody knows. */
  #barred = "";
  #isOutageTold = false;
  /** The timer after which an outage is told of; it runs from the first failure on. */
  #outage = undefined;
  /** The timer after which the page loads itself again. */
  #loading = undefined;
  /** The last round that the server was told has been seen here. */
  #seen = 0;

  constructor() {
    const { code, language, order, welcome } = this.#page;
    this.#state.receive(welcome);
    this.#state.takeNotes();
    this.#countdown.restart(welcome.snapshot);
    const form = byId("form");
    const options = { state: this.#state, kept: this.#kept, order, texts: this.#texts };
    this.#form = new QuestionForm(form, byId("groups"), { ...options, onStep: (to) => this.#send("step", to) });
    this.#draw();
    this.#courier = new Courier({
      address: {
        socket: `/ws/phone/${code}?lang=${language}&question=apart`,
        snapshot: `/${code}/snapshot?lang=${language}`,
        vote: `/${code}/vote?lang=${language}`,
      },
      state: this.#state,
      onMessage: (message) => this.#hear(message),
      onLink: (link) => this.#linkIs(link),
      onBarred: (why) => this.#barredBy(why),
    });
    this.#askGroup(document.querySelector("#here-as"));
    form.addEventListener("submit", (event) => this.#submit(event));
    form.addEventListener("input", (event) => this.#edit(event.target));
    document.addEventListener("visibilitychange", () => this.#tellSeen());
    this.#kept.watch(() => {
      this.#state.adopt();
      this.#hereAs?.adopt();
      this.#draw();
    });
    byId("plain").remove(); // from here on the page changes by itself
  }

  // ── Events ─────────────────────────────────────────────────────────────────────────────────

  #hear(message) {
    if (["counted", "refused"].includes(message.type)) this.#barred = "";
    if (message.type === "welcome") this.#countdown.restart(message.snapshot);
    if (message.type === "snapshot") this.#countdown.follow(message);
    this.#draw();
  }

  #linkIs(link) {
    this.#state.online = ["connecting", "connected", "over"].includes(link);
    if (link === "over") {
      this.#loadAgain(); // that page says that it is over
      return;
    }
    const sign = byId("link");
    sign.hidden = false;
    sign.dataset.link = link;
    put(sign, this.#texts[`link_${link}`]);
    if (link !== "lost") this.#outage = clearTimeout(this.#outage);
    if (link === "connected" && this.#isOutageTold) {
      this.#isOutageTold = false;
      this.#mention(this.#texts.online_again);
    }
    if (link === "connected") this.#seen = 0; // the next connection may lead to another server
    if (link === "lost") this.#outage ??= setTimeout(() => this.#tellOutage(), OUTAGE_MS);
    if (link === "ended") this.#warning = this.#texts.ended;
    // It stands until the page is looked at, and so comes back by itself.
    if (link === "resting") this.#warning = this.#texts.resting;
    else if (this.#warning === this.#texts.resting) this.#warning = "";
    this.#draw();
  }

  #barredBy(why) {
    this.#barred = why;
    this.#draw();
  }

  #tellOutage() {
    this.#isOutageTold = true;
    if (this.#state.line !== "saved") this.#mention(this.#texts.offline);
  }

  #edit(input) {
    const broken = this.#form.edit(input);
    const { most } = input.closest("[data-most]")?.dataset ?? {};
    this.#warning = broken ? fillIn(this.#texts[broken] ?? broken, { n: most }) : "";
    this.#draw();
  }

  #submit(event) {
    this.#send("end");
    event.preventDefault(); // last: what fails in here is sent as a plain form
  }

  /** Sends what is chosen, and goes on to what follows in the question, or to its part `to`. */
  #send(how, to) {
    const { answer, objection } = this.#form.chosen(how);
    const isHeld = objection && how === "end";
    if (answer && !isHeld) {
      const isNew = this.#state.choose(answer);
      this.#form.sent(answer);
      this.#hereAs?.fold();
      if (isNew) this.#courier.deliver();
    }
    const left = isHeld ? null : this.#form.goOn(answer, to);
    this.#warning = left ? fillIn(this.#texts[left[0]] ?? "", left[1]) : objection || this.#texts.nothing_chosen;
    this.#draw();
  }

  /** Asks as what the person is here: what they said before counts from the first answer on. */
  async #askGroup(place) {
    if (!place) return;
    this.#state.group = this.#kept.group;
    const { HereAs } = await import("./here_as.js");
    this.#hereAs = new HereAs(place, this.#kept, this.#state, () => this.#courier.deliver());
  }

  /** Not into an outage: where there is one then, what comes after it asks again. */
  #loadAgain() {
    this.#loading ??= setTimeout(() => {
      this.#loading = undefined;
      if (this.#state.online) location.reload();
    }, jitter(LOAD_SPREAD));
  }

  #tellSeen() {
    const { round } = this.#state.snapshot;
    if (document.hidden || !this.#state.isOpen || this.#seen === round) return;
    if (this.#courier?.tell({ type: "seen", round })) this.#seen = round;
  }

  // ── Drawing ────────────────────────────────────────────────────────────────────────────────

  #draw() {
    const { snapshot, isOpen, held } = this.#state;
    const { question, results } = snapshot;
    if (question && ![question, ...(question.parts ?? [])].every(({ kind }) => kinds[kind])) {
      this.#loadAgain();
      return;
    }
    this.#drawForm();
    const isSlide = question?.asks === false;
    const view = viewOf(question, { isOpen, isSlide, results });
    if (this.#view === "open" && view === "wait") this.#isDraftCutOff = this.#state.edited;
    if (this.#view !== "open" && view === "open") this.#hereAs?.giveWay();
    this.#view = view;
    document.body.dataset.view = this.#view;
    const title = question?.prompt ?? this.#page.title;
    document.title = fillIn(this.#texts[`title_${this.#titleView}`], { title });
    put(byId("prompt"), title);
    const under = results
      ? plainHint(question)
      : question
        ? underPrompt(question, Boolean(held), this.#texts)
        : snapshot.scene === "end"
          ? "" // no next question comes
          : this.#texts.wait;
    put(byId("under"), under);
    drawMarked(byId("hint"), question?.under, question?.hint);
    drawScene(byId("scene"), snapshot, isOpen, this.#texts, this.#page.language);
    const practice = byId("practice");
    if (practice.hidden && snapshot.practice) this.#mention(practice.textContent);
    practice.hidden = !snapshot.practice;
    byId("floor").hidden = !snapshot.floor;
    byId("speakers").hidden = !snapshot.speakers;
    byId("form").hidden = !question || isSlide || (Boolean(results) && !isOpen);
    drawMarked(byId("told"), isSlide ? question.told : []);
    this.#taps.draw(snapshot.mood);
    this.#drawResults();
    this.#drawFoot();
    // A screen around the show is up in place of the slide, and of its countdown.
    const counts = isOpen || (isSlide && !snapshot.scene);
    this.#countdown.show(counts ? (snapshot.deadline_ms ?? 0) : 0);
    this.#tellSeen();
  }

  get #titleView() {
    return this.#view === "open" && this.#state.held ? "counted" : this.#view;
  }

  #drawForm() {
    const isUnsent = this.#form.draw();
    if (isUnsent === null) return;
    const isCutOff = isUnsent && (this.#view === "open" || this.#isDraftCutOff);
    this.#warning = isCutOff ? this.#texts.draft_left : "";
    if (isUnsent) this.#isDraftCutOff = false;
  }

  /** Tells what was tapped besides; returns whether it went. */
  #tap(taps) {
    const went = this.#courier.tell({ type: "tapped", ...taps });
    this.#mention(went ? this.#texts.mood_sent : this.#texts.mood_lost);
    return went;
  }

  #drawResults() {
    const { snapshot, held } = this.#state;
    const place = byId("results");
    place.hidden = !snapshot.results;
    const answer = held?.answer ?? null;
    const shown = [snapshot.results, answer];
    if (!snapshot.results || same(shown, this.#shownResults)) return;
    this.#shownResults = shown;
    place.dataset.kind = partIn(snapshot, answer).question.kind;
    place.replaceChildren(...resultTables(snapshot, answer, this.#texts, this.#page.language));
  }

  #drawFoot() {
    const { line, held, wish, refusal, snapshot } = this.#state;
    const notes = this.#state.takeNotes();
    const spoken = line === "sending" ? wish : held?.answer;
    const answer = spoken ? isolated(inWords(snapshot.question, spoken, this.#texts)) : "";
    const text = line ? fillIn(this.#texts[`line_${line}`], { answer }) : "";
    byId("foot").dataset.line = line;
    if (byId("line").textContent !== text) {
      put(byId("line"), text);
      put(byId("aside"), "");
    }
    for (const note of notes) this.#mention(this.#noteText(note));
    const refused = refusal ? this.#texts[`refused_${refusal.reason}`] : "";
    put(byId("alert"), this.#warning || this.#barred || (refused ?? this.#texts.refused_unknown));
    const { label } = this.#form;
    put(byId("send"), label || (wish === null ? this.#texts.vote_button : this.#texts.change_button));
    byId("send").classList.toggle("quiet", !label && wish !== null && !this.#state.edited);
  }

  #noteText(note) {
    const { snapshot } = this.#state;
    if (note === "results") return spokenResults(snapshot, this.#state.held?.answer, this.#texts);
    if (note === "scene") return byId("scene").firstElementChild.textContent;
    if (note === "earlier_counted") return this.#texts.earlier_counted;
    const { prompt: title, controls: all } = snapshot.question;
    if (note === "slide") return fillIn(this.#texts.new_slide, { title });
    const [choice, ...others] = all.filter(({ options }) => options?.length);
    if (!choice || others.length) return fillIn(this.#texts.new_question, { title });
    return fillIn(this.#texts.new_choice, { title, n: choice.options.length });
  }

  /** Says something once, to those who listen instead of look. */
  #mention(text) {
    put(byId("aside"), ` ${text}`);
  }
}

new Phone();
