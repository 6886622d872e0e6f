/** What a stage shows for a snapshot: decisions without a page, so that they can be read at a glance. */

/**
 * The face for a snapshot: `welcome` (large join panel, and before the start), `asked` (a question from
 * the hall), `pause`, `end`, `slide` (nothing is asked), `waiting` (not opened), `count` (no result to
 * see, only how many voted) or `answer`.
 */
export function face(snapshot) {
  if (snapshot.join) return "welcome";
  if (snapshot.floor) return "asked";
  if (["pause", "end"].includes(snapshot.scene)) return snapshot.scene;
  if (snapshot.scene === "start" || snapshot.position === 0) return "welcome";
  if (snapshot.asks === false) return "slide";
  if (snapshot.state === "ready") return "waiting";
  return snapshot.result ? "answer" : "count";
}

/**
 * Whether a countdown is to be seen. An open vote's always: it runs on, whatever is on the stage. A
 * slide's goes with the slide: beside the clock of a break it would be a second time to wait for.
 */
export function counts(snapshot) {
  if (!snapshot.deadline_ms) return false;
  return snapshot.state === "open" || (snapshot.asks === false && face(snapshot) === "slide");
}

/** What is said as a screen around the show comes. */
const SPOKEN = { pause: "pause", end: "thanks" };

/** Whether a screen around the show is there and no vote runs: who voted before it is no news. */
export function isBetween(snapshot) {
  return Boolean(SPOKEN[snapshot.scene]) && snapshot.state !== "open";
}

/** The text under the number of votes: when the result will be there. */
export function promise(snapshot) {
  if (snapshot.shown) return snapshot.votes ? "too_few" : "no_votes"; // fewer than the poll shows
  return snapshot.state === "open" ? "after_voting" : "result_soon";
}

/** People a count is "of": more can have voted than are connected just now. */
export function everybody(snapshot) {
  return Math.max(snapshot.here, snapshot.votes);
}

/** A slide for the ear: its heading, and what stands under it. */
function told({ prompt, hint = "", told: pieces = [] }) {
  const said = ({ text, inner = [] }) => [text, ...inner.flatMap(said)];
  const all = [prompt, hint, ...pieces.flatMap(said)].filter(Boolean);
  return all.map((text) => text.replace(/[^.!?…:]$/, "$&.")).join(" ");
}

/**
 * What to tell a screen reader when `next` follows `last`: a new question, the end of a vote, a
 * result. Never a single vote.
 *
 * Returns [key, values] of a text, [null, {text}] for words that came ready, or null.
 */
export function news(last, next) {
  const answered = next.shown && next.state === "closed" ? next.result?.summary : null;
  if (last === null || last.epoch !== next.epoch) return answered ? [null, { text: answered }] : null;
  if (next.practice && !last.practice) return ["practice", {}];
  if (next.floor && last.floor?.text !== next.floor.text) return ["from_hall_is", next.floor];
  if (next.scene !== last.scene && SPOKEN[next.scene]) return [SPOKEN[next.scene], {}];
  const asked = last.position !== next.position || last.round !== next.round;
  if (asked && next.asks === false) return [null, { text: told(next) }];
  if (asked && next.position > 0 && next.prompt) return ["new_question", { prompt: next.prompt }];
  const before = last.shown && last.state === "closed" ? last.result?.summary : null;
  const isOther = last.part !== next.part; // of several results in one question
  if (answered && (!before || isOther)) return [null, { text: answered }];
  if (last.state === "open" && next.state === "closed") return ["now_closed", {}];
  return null;
}
