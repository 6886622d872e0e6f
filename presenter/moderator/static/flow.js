/** The flow of a poll as the moderator's main button walks it; the server decides, this names it. */

/** The text of what `forward` will do next. */
export function nextStep(snapshot) {
  if (snapshot.position === 0) return "do_first";
  if (snapshot.state === "ready") return "do_open";
  if (snapshot.state === "open") return "do_close";
  if (!snapshot.shown) return "do_show";
  return snapshot.position < snapshot.questions.length ? "do_next" : "do_nothing";
}

const STEPS = { do_first: "goto", do_open: "open", do_close: "close", do_show: "show", do_next: "goto" };

/** The command that `forward` stands for now; empty at the end of the poll. */
export function stepOf(snapshot) {
  return STEPS[nextStep(snapshot)] ?? "";
}

/** What has happened between two snapshots, as [text, values]; null where it is only votes. */
export function event(last, next) {
  if (last === null || last.epoch !== next.epoch) return null;
  if (last.question !== next.question) {
    return ["now_question", { n: next.position, prompt: next.prompt }];
  }
  if (last.round === next.round && last.state === "closed" && next.state === "open") {
    return ["now_reopened", {}];
  }
  if (last.round !== next.round || (last.state !== "open" && next.state === "open")) {
    return ["now_open", {}];
  }
  if (last.state === "open" && next.state === "closed") return ["now_closed", {}];
  if (last.shown !== next.shown) return [next.shown ? "now_shown" : "now_hidden", {}];
  return null;
}
