/**
 * A clicker acts in the window that has the focus, and presenters have the stage's window in front.
 * So a stage passes on the keys of the flow to a console that is open in the same browser; that one
 * carries them out with its own pass, as if they had been pressed there. A stage still cannot
 * command anything by itself, and whoever only has its link finds no console to pass keys to.
 *
 *     stage     {ask, key}         who can take this key?
 *     console   {ask, by, can}     I can; or: I am asking my moderator something
 *     stage     {ask, key, to}     then you do it
 *     console   {ask, by, now}     done, and now I am asking my moderator something
 *
 * Two consoles may be open on one poll: only the one that is named acts, so no key acts twice.
 * A BroadcastChannel never leaves the browser and this origin.
 */

/** Milliseconds in which a console on the same machine answers; more than a busy laptop needs. */
const PATIENCE = 800;

function channelOf(poll) {
  // Safari before 15.4 has none: then the stage says that it cannot reach a console.
  return "BroadcastChannel" in window ? new BroadcastChannel(`clicker of ${poll}`) : null;
}

const freshName = () => [...crypto.getRandomValues(new Uint32Array(2))].join("-");

/** The stage's end. */
export class Passing {
  #channel;
  #tell;
  #asked = null;
  /** The last key that was passed on: by it a console may have asked something. */
  #passed = "";

  /** @param {(what: "passed" | "asks" | "asks_on" | "nobody") => void} tell what became of a key */
  constructor(poll, tell) {
    this.#channel = channelOf(poll);
    this.#tell = tell;
    this.#channel?.addEventListener("message", ({ data }) => this.#hear(data));
  }

  /** Have `key`, named as in `KeyboardEvent.key`, carried out by a console. */
  pass(key) {
    if (!this.#channel) return this.#tell("nobody");
    if (this.#asked) clearTimeout(this.#asked.timer);
    const timer = setTimeout(() => this.#end("nobody"), PATIENCE);
    this.#asked = { ask: freshName(), key, timer };
    this.#channel.postMessage({ ask: this.#asked.ask, key });
  }

  #hear({ ask, by, can, now }) {
    if (now && ask === this.#passed) this.#tell(now);
    if (!by || ask !== this.#asked?.ask) return;
    this.#passed = ask;
    if (can) this.#channel.postMessage({ ask, key: this.#asked.key, to: by });
    this.#end(can ? "passed" : "asks");
  }

  #end(what) {
    clearTimeout(this.#asked.timer);
    this.#asked = null;
    this.#tell(what);
  }
}

/**
 * The console's end.
 *
 * @param {() => boolean} here whether this console was let in and knows how the poll stands
 * @param {Record<string, () => void>} actions what each key does here
 * @param {object} dialog
 * @param {() => "" | "asks" | "asks_on"} dialog.asking whether something is asked, and what on answers
 * @param {(key: string) => boolean} dialog.answers whether this key is an answer
 * @param {(key: string) => void} dialog.click answers
 */
export function take(poll, here, actions, { asking, answers, click }) {
  const channel = channelOf(poll);
  const me = freshName();
  channel?.addEventListener("message", ({ data: { ask, key, by, to } }) => {
    if (by || !Object.hasOwn(actions, key) || !here()) return;
    const can = !asking() || answers(key);
    if (!to) channel.postMessage({ ask, by: me, can });
    if (to !== me || !can) return;
    if (asking()) click(key);
    else actions[key]();
    if (asking()) channel.postMessage({ ask, by: me, now: asking() });
  });
}
