// Takes votes to the server and brings back what it says: over the socket, or by POST where none
// can be opened.
//
// A vote is sent again until it has an answer, with full jitter. Where the WebSocket is blocked
// (two tries that heard nothing), the state is asked for every 2 to 3 s and votes are posted,
// while the socket goes on trying twice a minute.

import { Apart } from "./apart.js";
import { whyRefused } from "../shared/refused.js";
import { Socket, jitter } from "../shared/socket.js";
import { withinTime } from "../shared/within.js";
import { TO_PHONE } from "../wire/messages.js";

// How long an answer may take before the vote is sent again; the server gives Redis 3 s.
const PATIENCE_MS = 4000;
// After hello, which carries the newest vote, its answer is on its way.
const AFTER_HELLO_MS = 1000;
const TRIES_BEFORE_POST = 2;
const POLL_MS = 2000;
// All phones of a hall may have to ask anew at once: within U(0, 0.3 s · 2²) they do.
const RESYNC_SPREAD = 2;
// What the server takes for another site's page is told why, once it has posted a vote.
const FOREIGN_STATUS = 403;
// The event is in the archive: as a close code, and as HTTP says it.
const OVER_CODE = 4410;
const OVER_STATUS = 410;

export class Courier {
  #address;
  #state;
  #onMessage;
  #onLink;
  #onBarred;
  #socket;
  #tries = 0;
  #timer = 0;
  #isPolling = false;
  #apart = new Apart();

  /**
   * @param {object} options
   * @param {{socket: string, snapshot: string, vote: string}} options.address
   * @param {import("./phone_state.js").PhoneState} options.state
   * @param {(message: object) => void} options.onMessage
   * @param {(link: "connecting" | "connected" | "lost" | "resting" | "ended" | "over") => void}
   *   options.onLink
   * @param {(why: string) => void} options.onBarred the server takes no vote from this page, and
   *   says why, where it knows
   */
  constructor({ address, state, onMessage, onLink, onBarred }) {
    this.#address = address;
    this.#state = state;
    this.#onMessage = onMessage;
    this.#onLink = onLink;
    this.#onBarred = onBarred;
    this.#socket = new Socket(address.socket, {
      accepts: TO_PHONE,
      hello: () => state.hello,
      onMessage: (message) => this.#hear(message),
      onState: (link) => this.#linkIs(link),
    });
  }

  /** Sends what has no answer yet, now and again until it has one. */
  async deliver() {
    clearTimeout(this.#timer);
    const votes = this.#state.unsent;
    if (!votes.length) {
      this.#tries = 0;
      return;
    }
    // Armed first: whatever becomes of this try, there is a next one.
    this.#again(PATIENCE_MS);
    for (const vote of votes) {
      if (!this.#socket.send(vote) && this.#isPolling) await this.#post(vote);
    }
  }

  /** Tells the server something that needs no answer. */
  tell(message) {
    return this.#socket.send(message);
  }

  #again(ms) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.deliver(), ms + jitter(this.#tries));
    this.#tries += 1;
  }

  #hear(said) {
    const message = this.#apart.whole(said);
    if (!message) return;
    const todo = this.#state.receive(message);
    this.#onMessage(message);
    if (todo === "resync") setTimeout(() => this.#ask(), jitter(RESYNC_SPREAD));
    else if (message.type === "retry") this.#again(message.after_ms);
    else if (todo === "send" && message.type === "welcome") this.#again(AFTER_HELLO_MS);
    else if (todo === "send") this.deliver();
  }

  #linkIs(link) {
    if (link === "connecting") this.#state.reconnected();
    if (link === "open") this.#onLink("connected");
    else if (link === "resting") this.#onLink("resting");
    else if (link === "ended") this.#onLink(this.#socket?.code === OVER_CODE ? "over" : "ended");
    else if (!this.#isPolling && this.#socket?.failures >= TRIES_BEFORE_POST) this.#poll();
    else if (!this.#isPolling && this.#socket?.failures) this.#onLink("lost");
    else if (!this.#socket) this.#onLink("connecting");
  }

  async #poll() {
    this.#isPolling = true;
    while (!["open", "resting", "ended"].includes(this.#socket.state)) {
      const isAnswered = await this.#ask();
      if (this.#socket.state === "open" || this.#socket.state === "resting") break;
      this.#socket.slow = isAnswered;
      this.#onLink(isAnswered ? "connected" : "lost");
      if (isAnswered) await this.deliver();
      await new Promise((done) => setTimeout(done, POLL_MS + Math.random() * 1000));
    }
    this.#isPolling = false;
  }

  /** Asks how things stand; false where nobody answers. */
  async #ask() {
    const welcome = await this.#request(this.#address.snapshot);
    if (welcome) this.#hear(welcome);
    return welcome !== null;
  }

  async #post(vote) {
    const body = JSON.stringify(vote);
    const headers = { "Content-Type": "application/json" };
    const answer = await this.#request(this.#address.vote, { method: "POST", headers, body });
    if (answer) this.#hear(answer);
  }

  /** The message that a request was answered with; null where there was none. */
  async #request(path, options = {}) {
    try {
      return await withinTime(async (signal) => {
        const response = await fetch(path, { cache: "no-store", ...options, signal });
        if (response.status === OVER_STATUS) this.#socket.close(OVER_CODE);
        if (response.status === FOREIGN_STATUS) this.#onBarred(await whyRefused());
        const message = await response.json();
        return TO_PHONE.includes(message?.type) ? message : null;
      });
    } catch {
      return null; // no network, no server, or something in between that speaks HTML
    }
  }
}
