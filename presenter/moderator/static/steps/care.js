/** What keeps a slip of the finger, or a clicker that bounces, from ending a vote. */

const REST_MS = 1000; // a bouncing clicker presses again within 0.9 s, and nobody else does

/** Time after a step in which the next one is not taken; its button looks so. */
export class Rest {
  #button;
  #timer = 0;

  /** @param {HTMLElement} button the one that takes the next step */
  constructor(button) {
    this.#button = button;
  }

  /** A step was taken: by this console, another one, or a countdown. */
  begin() {
    clearTimeout(this.#timer);
    this.#button.classList.add("rests");
    this.#timer = setTimeout(() => this.#button.classList.remove("rests"), REST_MS);
  }

  get isOn() {
    return this.#button.classList.contains("rests");
  }
}

/**
 * Whether closing looks like a slip, because so few have voted. The server says until when.
 * @param {import("../../wire/messages.js").ModeratorSnapshot} snapshot
 * @param {import("../../shared/clock.js").Clock} clock
 */
export function isFew({ state, few_until_ms: until = 0 }, clock) {
  return state === "open" && clock.secondsLeft(until) > 0;
}

/**
 * Whether the close can still be taken back.
 * @param {import("../../wire/messages.js").ModeratorSnapshot} snapshot
 * @param {import("../../shared/clock.js").Clock} clock
 */
export function canTakeBack({ state, take_back_ms: until = 0 }, clock) {
  return state === "closed" && clock.secondsLeft(until) > 0;
}

/**
 * The command that takes the last step back: a close for as long as that is possible, or a result
 * that was shown by mistake; "": there is none.
 * @param {import("../../wire/messages.js").ModeratorSnapshot} snapshot
 * @param {import("../../shared/clock.js").Clock} clock
 */
export function undoOf(snapshot, clock) {
  const { state, shown, live, scene, part = 0 } = snapshot;
  if (state !== "closed" || scene) return "";
  if (shown && !live) return part > 1 ? "" : "hide";
  return canTakeBack(snapshot, clock) ? "reopen" : "";
}

/**
 * How many texts wait while none is approved, so that the stage would show nothing; 0: it shows some.
 * @param {import("../../wire/messages.js").ModeratorSnapshot} snapshot
 */
export function noneApproved(snapshot) {
  const { moderated = false, approving_all: all = false, texts = [], parts = [] } = snapshot;
  if (parts.length || snapshot.texts_beside) return 0; // others are to be seen
  if (!moderated || all || texts.some(({ state }) => state === "approved")) return 0;
  return texts.length;
}
