/** The remote on a phone: the console's next step under one thumb, on the same line to the server. */

import { keepAwake } from "../../shared/awake.js";
import { Clock } from "../../shared/clock.js";
import { byId } from "../../shared/elements.js";
import { read, speaker } from "../../shared/texts.js";
import { Rest, undoOf } from "../steps/care.js";
import { Line } from "../steps/line.js";
import { Steps } from "../steps/steps.js";
import { Lock } from "./lock.js";
import { Turnout } from "./turnout.js";
import { RemoteView } from "./view.js";

const language = document.documentElement.lang;
const say = speaker(read("texts"), language);
const clock = new Clock();
const rest = new Rest(byId("forward"));
const view = new RemoteView({ say, language, clock });
const turnout = new Turnout(say);
const face = {
  show: (snapshot) => {
    view.show(snapshot);
    turnout.hear(snapshot);
  },
  free: (isFree) => view.free(isFree),
  outside: (key) => view.barred(say(key)),
  barred: (sentence) => view.barred(sentence),
};
const line = new Line({ say, language, clock, face, rest });
const steps = new Steps({ line, say, clock, rest });

// A thumb slips as easily as a key, and what presses in a pocket is nobody: each step asks as by key.
const ACTIONS = {
  forward: () => steps.forward(true),
  back: () => steps.leave("back"),
  undo: () => steps.undo(undoOf(line.last, clock)),
};
const lock = new Lock(say, (text) => line.tell(text), press);

function press(id) {
  if (line.last === null || line.last.over) return;
  if (byId(id).getAttribute("aria-disabled") === "true") return;
  ACTIONS[id]();
}

lock.guard(Object.keys(ACTIONS));
keepAwake(byId("awake"));
line.begin(document.body.dataset.poll);
