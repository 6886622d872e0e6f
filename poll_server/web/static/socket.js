// One WebSocket that comes back by itself: connect, say hello, hand on what arrives, reconnect.
//
//     new Socket("/ws/stage/abc", { accepts: TO_STAGE, onMessage: draw, onState: showLink });
//
// Phone, stage and moderator use it alike. It knows five things about being away:
//   - a lost connection is tried again with full jitter, U(0, min(5 s, 0.3 s · 2ⁿ)), because all
//     the phones of a hall lose the same server in the same instant;
//   - `restart` means that this server process ends, and says how long to wait;
//   - 4409 means that this phone has newer sockets, in other tabs: this one rests until somebody
//     looks at its page, so that tabs never fight over who may stay;
//   - 1013 “full” means that there is no room: it comes back after a longer pause;
//   - any other close code from 4000 on is the server's last word: there is nothing to come back for.

const FIRST_PAUSE_MS = 300;
const LONGEST_PAUSE_MS = 5000;
// Where messages get through another way, a blocked WebSocket is tried about twice a minute.
const SLOW_PAUSE_MS = 30000;
// Where there is no room, nothing is won by asking often: a place comes free when somebody leaves.
const FULL_PAUSE_MS = 15000;
const TOO_MANY = 4409;
const TRY_AGAIN = 1013;
// Silence after which the line is tested: as long as home routers keep an idle connection.
const QUIET_MS = 45000;
// How long a first message or the answer to a test may take; the server gives Redis 3 s.
const ANSWER_MS = 8000;

/** A pause before the n-th try (from 0), in ms. */
export function jitter(n) {
  return Math.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** n);
}

export class Socket {
  /**
   * connecting · open (the server has spoken) · waiting (for the next try) · resting (until looked
   * at) · ended (for good)
   */
  state = "connecting";
  /** Tries in a row that heard nothing. */
  failures = 0;
  /** Whether to try rarely, because messages get through another way. */
  slow = false;
  /** The close code that ended it; 0 before. */
  code = 0;
  #url;
  #options;
  #socket = null;
  #timer = 0;
  #lastHeard = 0;
  #notBefore = 0;

  /**
   * @param {string} path of the WebSocket on this host, with its query
   * @param {object} options
   * @param {string[]} options.accepts types of message that are handed on; others are dropped
   * @param {(message: object) => void} options.onMessage
   * @param {(state: string) => void} [options.onState] called at every change of `state`, and
   *   again at every failed try
   * @param {() => object} [options.hello] the first frame of each connection, and the question
   *   "are you there?" on a quiet line; a line that stays quiet is renewed
   */
  constructor(path, options) {
    this.#url = new URL(path, location.href);
    this.#url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    this.#options = options;
    addEventListener("online", () => this.state === "resting" || this.#wake());
    // A page that comes out of the browser's cache of left pages has lost its line for sure, and iOS
    // does not say so.
    addEventListener("pageshow", ({ persisted }) => this.#wake(persisted));
    addEventListener("offline", () => this.#lose());
    for (const looked of ["focus", "pointerdown", "keydown"]) {
      addEventListener(looked, () => this.state === "resting" && this.#connect());
    }
    document.addEventListener("visibilitychange", () => document.hidden || this.#wake());
    this.#connect();
  }

  /** Sends a message; false where there is no connection to send it on. */
  send(message) {
    if (this.state !== "open") return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  /** Ends it for good; `code` says why, as the server's close code would. */
  close(code = 0) {
    this.#drop();
    this.code = code;
    this.#become("ended");
  }

  #connect() {
    this.#drop();
    let socket;
    try {
      socket = new WebSocket(this.#url);
    } catch {
      this.#after(0, () => this.#lose()); // forbidden here: as good as a line that closes at once
      this.#become("connecting");
      return;
    }
    this.#socket = socket;
    this.#become("connecting");
    socket.onopen = () => this.#sayHello();
    socket.onmessage = (event) => this.#hear(event.data);
    socket.onclose = ({ code, reason }) => this.#lose(code, reason);
    this.#after(ANSWER_MS, () => this.#lose());
  }

  #sayHello() {
    const hello = this.#options.hello?.();
    if (hello) this.#socket.send(JSON.stringify(hello));
  }

  #hear(text) {
    this.#lastHeard = Date.now();
    this.#after(QUIET_MS, () => this.#test());
    this.failures = 0;
    this.slow = false;
    if (this.state !== "open") this.#become("open");
    const message = JSON.parse(text);
    if (message.type === "restart") this.#notBefore = Date.now() + message.after_ms;
    else if (this.#options.accepts.includes(message.type)) this.#options.onMessage(message);
  }

  /** Nothing was heard for a while: is anybody there? If not, a new connection will tell. */
  #test() {
    if (this.#options.hello) this.#sayHello();
    this.#after(this.#options.hello ? ANSWER_MS : 0, () => this.#connect());
  }

  #lose(code = 0, reason = "") {
    if (this.state === "ended" || this.state === "resting") return;
    this.#drop();
    if (code === TOO_MANY) {
      this.#become("resting");
      return;
    }
    if (code >= 4000) {
      this.code = code;
      this.#become("ended");
      return;
    }
    const isFull = code === TRY_AGAIN && reason === "full";
    const long = this.slow ? SLOW_PAUSE_MS : isFull ? FULL_PAUSE_MS : 0;
    const pause = long ? long * (0.5 + Math.random() / 2) : jitter(this.failures);
    this.failures += 1;
    this.#after(Math.max(pause, this.#notBefore - Date.now()), () => this.#connect());
    this.#become("waiting");
  }

  /** The network or the reader is back: renew what may be dead, unless asked for a pause. */
  #wake(isDead = false) {
    const quietFor = Date.now() - this.#lastHeard;
    const isLookedAt = this.state === "resting" && !document.hidden;
    if (isLookedAt) this.#connect();
    else if (this.state === "waiting" && Date.now() >= this.#notBefore) this.#connect();
    else if (this.state === "open" && (isDead || quietFor > ANSWER_MS)) this.#connect();
  }

  /** Lets go of the connection at once; a dead one would take minutes to say that it is closed. */
  #drop() {
    clearTimeout(this.#timer);
    if (!this.#socket) return;
    this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null;
    this.#socket.close();
    this.#socket = null;
  }

  #after(ms, act) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(act, ms);
  }

  #become(state) {
    this.state = state;
    this.#options.onState?.(state);
  }
}
