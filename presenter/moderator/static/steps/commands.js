/**
 * The moderator's commands: one at a time, each answered once, none carried out twice.
 *
 * A command keeps its id until it is answered and is sent again after a reconnect; the server gives
 * a repeated id the same answer. Nothing is sent while there is no connection: a command that
 * arrives a minute late would surprise everybody.
 */

export class Commands {
  #send;
  #control = 0;
  #pending = null;
  #connected = false;

  /** @param {(command: object) => boolean} send false where there is no connection */
  constructor(send) {
    this.#send = send;
  }

  /** The command that has no answer yet, or null. */
  get pending() {
    return this.#pending;
  }

  get connected() {
    return this.#connected;
  }

  /** Whether a command would be sent now. */
  get free() {
    return this.#connected && this.#pending === null;
  }

  /** Control stands at `version`: what the next command expects. A new epoch starts anew. */
  stands(version, { anew = false } = {}) {
    this.#control = anew ? version : Math.max(this.#control, version);
  }

  /** The connection is there: a command without an answer is sent again, the same one. */
  open() {
    this.#connected = true;
    if (this.#pending) this.#send(this.#pending);
  }

  lost() {
    this.#connected = false;
  }

  /** Do `action`. Returns whether the command was sent. */
  do(action, value = "") {
    if (!this.free) return false;
    this.#pending = {
      type: "command",
      id: freshId(),
      expected_version: this.#control,
      action,
      value,
    };
    this.#send(this.#pending);
    return true;
  }

  /** An answer has come. Returns the command it answers, or null where it was not ours. */
  answered({ id, control }) {
    if (this.#pending?.id !== id) return null;
    const command = this.#pending;
    this.#pending = null;
    if (control !== undefined) this.stands(control);
    return command;
  }
}

const SOON_MS = 150; // sooner than that nobody has wondered yet, and most answers are here
const LATE_MS = 2000;

/** A command is under way: says so before anybody presses again, and tells where it takes long. */
export class Waiting {
  #timers = [];
  #soon;
  #late;

  constructor(soon, late) {
    this.#soon = soon;
    this.#late = late;
  }

  begin() {
    this.end();
    this.#timers = [setTimeout(this.#soon, SOON_MS), setTimeout(this.#late, LATE_MS)];
  }

  end() {
    this.#timers.forEach(clearTimeout);
    this.#timers = [];
  }
}

/** 128 random bits as text; `crypto.randomUUID` is missing on a hall's plain http:// address. */
function freshId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
