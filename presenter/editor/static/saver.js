/**
 * Sends what was written: after a pause of typing, at once where asked to, and again until it is
 * answered. Says in one word how things stand:
 *
 *   saved · unsaved · saving · kept (no connection) · signed_out · refused (the server says why)
 *   · failed (the server is in trouble)
 */

/** A pause of typing after which is saved: shorter would send half words. */
const PAUSE_MS = 600;
/** The first wait after a failure; each next one is twice as long, up to LONGEST_MS, at random. */
const AGAIN_MS = 800;
const LONGEST_MS = 8000;
/** A request that takes longer is as good as none. */
const REQUEST_MS = 10_000;

export class Saver {
  #address;
  #drafting;
  #onState;
  #onAnswer;
  #timer = 0;
  #failures = 0;
  /** The request on its way, and whether something was written since. */
  #running = null;
  state = "saved";

  /**
   * @param {{address: string, drafting: object, onState: Function, onAnswer: Function}} parts
   *   onState(state, sentence), onAnswer(answer) after each that came
   */
  constructor({ address, drafting, onState, onAnswer }) {
    this.#address = address;
    this.#drafting = drafting;
    this.#onState = onState;
    this.#onAnswer = onAnswer;
    window.addEventListener("online", () => this.now());
  }

  /** Something was written. */
  soon() {
    if (this.#drafting.isEmpty) return this.#is("saved");
    if (!["kept", "signed_out", "failed", "refused"].includes(this.state)) this.#is("unsaved");
    this.#wait(PAUSE_MS);
    return undefined;
  }

  /** Sends at once. @returns {Promise<boolean>} whether nothing is left to send */
  async now() {
    clearTimeout(this.#timer);
    while (this.#running) await this.#running;
    if (this.#drafting.isEmpty) {
      this.#is("saved");
      return true;
    }
    this.#running = this.#send();
    await this.#running;
    this.#running = null;
    return this.#drafting.isEmpty;
  }

  /** The page is being left: one more try, whose answer nobody hears; what is kept stays kept. */
  last() {
    post(this.#address, { changes: this.#drafting.toSend() }, { keepalive: true }).catch(() => {});
  }

  #wait(ms) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.now(), ms);
  }

  async #send() {
    const sent = this.#drafting.toSend();
    if (this.state !== "kept") this.#is("saving");
    let response;
    try {
      response = await post(this.#address, { changes: sent });
    } catch {
      return this.#failed("kept");
    }
    if (response.status === 401) return this.#failed("signed_out");
    if (!response.ok) {
      const { sentence = "" } = await response.json().catch(() => ({}));
      return this.#failed(sentence ? "refused" : "failed", sentence);
    }
    const answer = await response.json();
    this.#failures = 0;
    this.#drafting.answered(sent, answer.clashes, answer.stands);
    this.#is(this.#drafting.isEmpty ? "saved" : "unsaved");
    if (!this.#drafting.isEmpty) this.#wait(PAUSE_MS);
    await this.#onAnswer(answer);
    return undefined;
  }

  #failed(state, sentence = "") {
    this.#is(state, sentence);
    this.#failures += 1;
    const longest = Math.min(LONGEST_MS, AGAIN_MS * 2 ** this.#failures);
    this.#wait(longest * (0.5 + Math.random() / 2)); // not all browsers at the same moment
  }

  #is(state, sentence = "") {
    this.state = state;
    this.#onState(state, sentence);
  }
}

/** Posts JSON and asks for JSON. */
export function post(address, body = {}, how = {}) {
  return fetch(address, {
    ...how,
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(body),
    redirect: "manual",
    signal: AbortSignal.timeout(REQUEST_MS),
  });
}
