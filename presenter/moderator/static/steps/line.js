/**
 * A moderator's line to the server: commands go out one at a time, snapshots come in, and whatever
 * is wrong is said. Console and remote are two faces of it.
 *
 * On the page: `said` for what has happened, `alert` for what is wrong, a `dialog` to ask.
 */

import { TO_MODERATOR } from "../../wire/messages.js";
import { Socket } from "../../shared/socket.js";
import { secondOfDay } from "../../shared/clock.js";
import { byId, put } from "../../shared/elements.js";
import { replaces } from "../../shared/freshest.js";
import { Patience } from "../../shared/patience.js";
import { whyRefused } from "../../shared/refused.js";
import { Commands, Waiting } from "./commands.js";
import { sayAgain } from "./confirm.js";
import { enter } from "./enter.js";
import { event as eventBetween } from "./flow.js";

/**
 * What a page does with what its line hears.
 * @typedef {object} Face
 * @property {(snapshot: import("../../wire/messages.js").ModeratorSnapshot) => void} show
 * @property {(isFree: boolean) => void} free whether a command could be sent now
 * @property {(key: string) => void} outside why nobody can moderate here (yet)
 * @property {(sentence: string) => void} barred the same in a sentence of the server's
 */

export class Line {
  /** The newest snapshot; null before the first. */
  last = null;
  #say;
  #language;
  #clock;
  #face;
  #rest;
  #socket = null;
  #commands = new Commands((command) => this.#socket.send(command));
  #patience = new Patience((lost) => this.#tellConnection(lost));
  #waiting;
  #fresh = true;
  #isLost = false;
  /** Why the server refuses the connection; "" where it does not, or that is not known. */
  #why = "";
  /** When the server last saw how things stand, while it cannot; else null. */
  #stalledAt = null;
  /** Whether the command under way has waited long for its answer. */
  #isLate = false;

  /**
   * @param {object} options
   * @param {(text: string, values?: object) => string} options.say
   * @param {string} options.language
   * @param {import("../../shared/clock.js").Clock} options.clock
   * @param {Face} options.face
   * @param {import("./care.js").Rest} options.rest begins at each step, whoever took it
   */
  constructor({ say, language, clock, face, rest }) {
    this.#say = say;
    this.#language = language;
    this.#clock = clock;
    this.#face = face;
    this.#rest = rest;
    this.#waiting = new Waiting(
      () => this.tell(say("working")),
      () => {
        this.#isLate = true;
        this.#sayTrouble();
      },
    );
  }

  /** Lets this browser in by the secret of its link, and connects. */
  async begin(poll) {
    if (!(await enter(poll, this.#face))) return;
    const language = new URLSearchParams({ lang: this.#language });
    this.#socket = new Socket(`/ws/moderator/${poll}?${language}`, {
      accepts: TO_MODERATOR,
      onMessage: (message) => this.#receive(message),
      onState: (state) => this.#onState(state),
    });
  }

  /** Has `action` done, once what was asked for before is answered; where it cannot be, says so. */
  act(action, value) {
    if (this.last === null) return;
    if (!this.#commands.connected) this.tell(this.#say("wait"));
    else if (this.#commands.do(action, value)) this.#waiting.begin();
    else this.tell(this.#say("still_busy"));
    this.#face.free(this.#commands.free);
  }

  tell(text) {
    put(byId("said"), text);
  }

  #onState(state) {
    if (state === "open") {
      this.#patience.stop();
      this.#commands.open();
    } else {
      this.#fresh = true;
      this.#commands.lost();
      this.#patience.start();
    }
    if (state === "ended") this.#face.outside("refused_entry");
    this.#face.free(this.#commands.free);
  }

  async #tellConnection(lost) {
    this.#isLost = lost;
    this.#why = "";
    this.#sayTrouble();
    document.body.classList.toggle("is-lost", lost);
    if (!lost) return this.tell(this.#say("back_again"));
    const reason = await whyRefused();
    if (!reason || !this.#isLost) return;
    this.#why = reason;
    this.#sayTrouble();
    if (this.last) return;
    put(byId("alert"), "");
    this.#face.barred(reason);
  }

  /** The one thing that is wrong, the gravest first; nothing where all is well. */
  #sayTrouble() {
    const say = this.#say;
    const at = this.#stalledAt;
    const stall = at === null ? "" : say("stalled", { time: secondOfDay(this.#language, at) });
    const slow = [stall, this.#isLate ? say("late") : ""].filter(Boolean).join(" ");
    put(byId("alert"), this.#isLost ? this.#why || say("lost") : slow);
  }

  #stopWaiting() {
    this.#waiting.end();
    if (byId("said").textContent === this.#say("working")) this.tell("");
    if (this.#isLate) {
      this.#isLate = false;
      this.#sayTrouble();
    }
  }

  // ── What the server says ──────────────────────────────────────────────────────────────────────

  #receive(message) {
    if (message.type === "moderator_snapshot") this.#show(message);
    else if (message.type === "stalled") {
      this.#stalledAt = new Date(message.as_of_ms);
      this.#sayTrouble();
    }
    else if (["done", "conflict", "not_done"].includes(message.type)) this.#answered(message);
  }

  #show(snapshot) {
    // The first picture on a new line is the truth: Redis may have gone back in time meanwhile.
    if (!this.#fresh && !replaces(this.last, snapshot)) return;
    this.#clock.learn(snapshot.server_ms, { fresh: this.#fresh });
    this.#fresh = false;
    if (this.#stalledAt !== null) {
      this.#stalledAt = null;
      this.#sayTrouble();
    }
    this.#commands.stands(snapshot.control, { anew: this.last?.epoch !== snapshot.epoch });
    const news = eventBetween(this.last, snapshot);
    this.last = snapshot;
    this.#face.show(snapshot);
    sayAgain();
    this.#face.free(this.#commands.free);
    if (!news) return;
    this.#rest.begin();
    const [text, values] = news;
    this.tell(this.#say(text, values));
  }

  #answered(message) {
    if (!this.#commands.answered(message)) return;
    this.#stopWaiting();
    if (message.type === "conflict") this.tell(this.#say("conflict"));
    if (message.type === "not_done") this.tell(message.detail);
    this.#face.free(this.#commands.free);
  }
}
