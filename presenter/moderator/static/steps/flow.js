/** The flow of a poll as the moderator's main button walks it; the server decides, this names it. */

/** The text of what `forward` will do next. */
export function nextStep(snapshot) {
  const next = leadsOn(snapshot);
  if (snapshot.position === 0) return "do_first";
  if (snapshot.scene) return snapshot.scene === "end" && isThrough(snapshot) ? "do_nothing" : "do_resume";
  if (snapshot.asks === false) return next;
  if (snapshot.state === "ready") return "do_open";
  if (snapshot.state === "open") return "do_close";
  if (!snapshot.shown) return "do_show";
  if ((snapshot.part ?? 0) < (snapshot.parts ?? []).length) return "do_part";
  return next;
}

function leadsOn({ questions, position }) {
  const following = questions[position];
  if (!following) return "do_end";
  return following.asks === false ? "do_next_slide" : "do_next";
}

/** Whether the last of all was, or is, to be seen. */
function isThrough({ asks = true, state, shown, position, questions }) {
  return position === questions.length && (!asks || (state === "closed" && shown));
}

/** The chart that follows the one on the stage. */
export function afterChart({ chart = "bars", charts = [] }) {
  return charts[(charts.indexOf(chart) + 1) % charts.length];
}

/** Whose answers come after those on the stage; "": everybody's. */
export function afterGrouping({ grouping = "", groupings = [] }) {
  return groupings[(groupings.indexOf(grouping) + 1) % groupings.length] ?? "";
}

/** The number of the question in sight among those that are asked: slides stand between them. */
export function numberOf({ questions, position }) {
  return questions.slice(0, position).filter(({ asks = true }) => asks).length;
}

/** Whether there is something before what is in sight: a question, a result, what a scene covers. */
export function hasBack({ position, part = 0, scene, shown, state }) {
  return position > (scene ? 0 : 1) || (part > 1 && shown && state !== "open");
}

const STEPS = {
  do_first: "goto",
  do_open: "open",
  do_close: "close",
  do_show: "show",
  do_part: "part",
  do_next: "goto",
  do_next_slide: "goto",
  do_end: "scene",
  do_resume: "scene",
};

/** The command that `forward` stands for now; empty at the end of the poll. */
export function stepOf(snapshot) {
  return STEPS[nextStep(snapshot)] ?? "";
}

/**
 * What has happened between two snapshots, as text and values; null where it is only votes.
 * @returns {[string, object] | null}
 */
export function event(last, next) {
  if (last === null || last.epoch !== next.epoch) return null;
  if (Boolean(last.practice) !== Boolean(next.practice)) return [next.practice ? "now_practice" : "now_counts", {}];
  if (last.question !== next.question) {
    if (next.asks === false) return ["now_slide", { prompt: next.prompt }];
    return ["now_question", { n: numberOf(next), prompt: next.prompt }];
  }
  if (last.round === next.round && last.state === "closed" && next.state === "open") {
    return ["now_reopened", {}];
  }
  if (last.round !== next.round || (last.state !== "open" && next.state === "open")) {
    return ["now_open", {}];
  }
  if (last.state === "open" && next.state === "closed") return ["now_closed", {}];
  if ((last.scene ?? "") !== (next.scene ?? "")) return [`scene_${next.scene || "none"}`, {}];
  if (last.shown !== next.shown) return [next.shown ? "now_shown" : "now_hidden", {}];
  const { part = 0, parts = [] } = next;
  if ((last.part ?? 0) !== part) return [part ? "now_part" : "now_whole", { n: part, prompt: parts[part - 1] }];
  return null;
}
