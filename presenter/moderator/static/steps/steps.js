/**
 * The steps of a show, with the care that a slip needs: none right after another, and a question
 * before what cannot be undone. The server has its own guards; these say why nothing was done.
 */

import { canTakeBack, isFew, noneApproved } from "./care.js";
import { confirmed } from "./confirm.js";
import { stepOf } from "./flow.js";

export class Steps {
  #line;
  #say;
  #clock;
  #rest;

  /**
   * @param {object} options
   * @param {import("./line.js").Line} options.line
   * @param {(text: string, values?: object) => string} options.say
   * @param {import("../../shared/clock.js").Clock} options.clock
   * @param {import("./care.js").Rest} options.rest
   */
  constructor({ line, say, clock, rest }) {
    this.#line = line;
    this.#say = say;
    this.#clock = clock;
    this.#rest = rest;
  }

  /**
   * The next step, whichever it is. It says which one it means, so that the server does no other.
   * @param {boolean} maySlip whether the press may be one: by key, by a thumb, in a pocket
   */
  forward(maySlip) {
    const step = stepOf(this.#last);
    const go = () => this.#act("forward", step);
    if (this.#rests()) return;
    if (step === "close") this.#close(maySlip, go);
    else if (step === "show") this.#reveal(go);
    else go();
  }

  openOrClose(maySlip) {
    const { state } = this.#last;
    if (this.#rests()) return;
    if (canTakeBack(this.#last, this.#clock)) this.#act("reopen");
    else if (state === "closed") this.#line.tell(this.#say("closed_stays"));
    else if (state === "open") this.#close(maySlip, () => this.#act("close"));
    else this.#act("open");
  }

  /** Takes the last step back by `step` (see `undoOf`). */
  undo(step) {
    if (step && !this.#rests()) this.#act(step);
  }

  showOrHide() {
    if (this.#last.shown) this.#act("hide");
    else this.#reveal(() => this.#act("show"));
  }

  /** Go to another question. That closes an open vote for good, so it asks first. */
  async leave(action, value) {
    const open = this.#last.state === "open" && value !== this.#last.question;
    const sure = open ? await this.#sure("leave") : true;
    if (sure) this.#act(action, value);
  }

  async askAgain() {
    const kept = this.#say("again_kept", { round: this.#last.attempt, n: this.#last.attendance.voted });
    if (await confirmed(this.#say("again_title"), kept, this.#say("again_yes"))) this.#act("again");
  }

  get #last() {
    return this.#line.last;
  }

  #act(action, value) {
    this.#line.act(action, value);
  }

  /** Whether a step was taken just now; says so. */
  #rests() {
    if (this.#rest.isOn) this.#line.tell(this.#say("rests"));
    return this.#rest.isOn;
  }

  #sure(name) {
    return confirmed(this.#say(`${name}_title`), this.#say(`${name}_text`), this.#say(`${name}_yes`));
  }

  /** Close the vote. Where the press may be a slip, and with hardly a vote, it asks first. */
  async #close(maySlip, go) {
    if (!maySlip || !isFew(this.#last, this.#clock)) return go();
    const { round } = this.#last;
    const text = () => {
      const { here, voted } = this.#last.attendance;
      return this.#say("few_text", { n: voted, all: Math.max(voted, here) });
    };
    const sure = await confirmed(this.#say("few_title"), text, this.#say("few_yes"), true);
    // It may have closed by itself meanwhile.
    if (sure && this.#last.round === round && this.#last.state === "open") this.#act("close");
  }

  /** Show the result. Where no text is approved, the stage would stay empty: it says so first. */
  async #reveal(go) {
    const n = noneApproved(this.#last);
    if (!n) return go();
    const sure = await confirmed(this.#say("none_title", { n }), this.#say("none_text"), this.#say("none_yes"), true);
    if (sure && !this.#last.shown) this.#act("show");
  }
}
