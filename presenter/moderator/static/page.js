/** The moderator's console: its buttons and keys, on a line to the server. */

import { take } from "../shared/clicker.js";
import { keepAwake } from "../shared/awake.js";
import { Clock } from "../shared/clock.js";
import { Rest } from "./steps/care.js";
import { answers, asking, click } from "./steps/confirm.js";
import { afterChart, afterGrouping } from "./steps/flow.js";
import { Laying } from "./laying.js";
import { Line } from "./steps/line.js";
import { Steps } from "./steps/steps.js";
import { afterMeasure, listen, toggleFullscreen } from "../shared/keys.js";
import { ModerateView } from "./view.js";
import { byId } from "../shared/elements.js";
import { read, speaker } from "../shared/texts.js";
import { offerRemote } from "./remote/offer.js";
import { MoodPanel } from "./show/mood.js";
import { chooseParts } from "./show/parts.js";
import { Practice } from "./show/practice.js";
import { Presets } from "./show/presets.js";
import { Scenes } from "./show/scenes.js";
import { HandCounts, Order, Quick, sender } from "./spot/index.js";
import { unfold } from "./unfold.js";
import { SLOTS, Written } from "./written.js";

const EXTENSION = 30; // seconds that one press adds to the countdown

const language = document.documentElement.lang;
const say = speaker(read("texts"), language);
const poll = document.body.dataset.poll;
const help = byId("help");

const clock = new Clock();
const rest = new Rest(byId("forward"));
const face = { show, free: (is) => view.free(is), outside: (key) => view.outside(key), barred: (sentence) => view.barred(sentence) };
const line = new Line({ say, language, clock, face, rest });
const steps = new Steps({ line, say, clock, rest });
const act = (action, value) => line.act(action, value);
const tell = (text) => line.tell(text);
const leave = (action, value) => steps.leave(action, value);

const laying = new Laying(say, act, async () => (await fetch(`/moderate/${poll}/piles/alike?lang=${language}`)).json());
const written = new Written(say, act, laying);
const scenes = new Scenes(say, language, act);
const presets = new Presets(act);
const hands = new HandCounts(say, act);
const send = sender(poll, say, tell);
const order = new Order(say, send);
const view = new ModerateView({ say, language, clock, written, scenes, presets, order, hands, goto: (id) => leave("goto", id) });
const quick = new Quick(send, () => line.last?.question ?? "", (id) => leave("goto", id));
const practice = new Practice(say, act);
const mood = new MoodPanel(say, language, poll, act);

function show(snapshot) {
  view.show(snapshot);
  mood.draw(snapshot);
  practice.draw(snapshot);
  quick.arrive(snapshot);
}

// ── What the moderator does ───────────────────────────────────────────────────────────────────

function timer() {
  if (line.last.deadline_ms) act("extend", EXTENSION);
  else act("timer", 0);
}

const ACTIONS = {
  forward: (byKey) => steps.forward(byKey),
  back: () => leave("back"),
  close: (byKey) => steps.openOrClose(byKey),
  show: () => steps.showOrHide(),
  again: () => steps.askAgain(),
  timer,
  "timer-stop": () => act("timer", -1),
  skip: () => leave("goto", line.last.questions[line.last.position].id),
  quick: () => quick.open(),
  measure: () => act("measure", afterMeasure(line.last.measure)),
  chart: () => act("chart", afterChart(line.last)),
  compare: () => act("compare"),
  group: () => act("group", afterGrouping(line.last)),
  piles: () => byId("piles").hidden || location.assign(`/moderate/${poll}/piles?lang=${language}&round=${line.last.round}`),
  black: () => act("black"),
  join: () => act("join"),
  ...Object.fromEntries(["start", "pause", "end"].map((name) => [name, () => act("scene", line.last.scene === name ? "" : name)])),
  "help-open": () => help.showModal(),
};

/** The same for a key and its button; a button that means nothing now does nothing. */
function press(id, byKey = true) {
  if (id !== "help-open" && (line.last === null || line.last.over)) return;
  if (byId(id).getAttribute("aria-disabled") === "true" && id !== "close") return;
  ACTIONS[id](byKey);
}

for (const id of Object.keys(ACTIONS)) {
  // A button that was pressed by key tells of no click of a pointer.
  byId(id).addEventListener("click", (event) => press(id, event.detail === 0));
}

const [onForward, onBack] = ["forward", "back"].map((id) => () => press(id));
const FLOW_KEYS = {
  PageDown: onForward,
  ArrowRight: onForward,
  " ": onForward,
  PageUp: onBack,
  ArrowLeft: onBack,
  H: () => press("show"),
  C: () => press("close"),
  R: () => press("again"),
  Q: () => press("join"),
  G: () => press("chart"),
  V: () => press("compare"),
  A: () => press("group"),
  W: () => press("start"),
  Z: () => press("pause"),
  E: () => press("end"),
  S: () => press("skip"),
};
listen(
  {
    ...FLOW_KEYS,
    T: () => press("timer"),
    N: () => press("quick"),
    K: () => press("piles"),
    P: () => press("measure"),
    F: toggleFullscreen,
    B: () => press("black"),
    ...Object.fromEntries(SLOTS.map((digit) => [digit, () => written.hide(digit)])),
    "?": () => help.showModal(),
  },
  { switchedBy: byId("letters") },
);
take(poll, () => line.last !== null && Boolean(byId("outside").hidden), FLOW_KEYS, { asking, answers, click });

// The list is folded on a phone, where it would fill the screen.
byId("questions-fold").open = window.matchMedia("(min-width: 821px)").matches;
unfold(document.querySelector(".controls"), byId("more-open"));
chooseParts(act);
keepAwake(byId("awake"));
offerRemote(poll, say);
line.begin(poll);
