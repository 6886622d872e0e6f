/** The moderator's console: lets in by the secret link, sends commands, shows every snapshot. */

import { TO_MODERATOR } from "/static/wire/messages.js";
import { Socket } from "/static/shared/socket.js";
import { take } from "/static/shared/clicker.js";
import { keepAwake } from "/static/shared/awake.js";
import { Clock, secondOfDay } from "/static/shared/clock.js";
import { canTakeBack, isFew, noneApproved, Rest } from "./care.js";
import { Commands, Waiting } from "./commands.js";
import { confirmed } from "./confirm.js";
import { enter } from "./enter.js";
import { afterChart, afterGrouping, event as eventBetween, stepOf } from "./flow.js";
import { replaces } from "/static/shared/freshest.js";
import { afterMeasure, listen, toggleFullscreen } from "/static/shared/keys.js";
import { ModerateView } from "./view.js";
import { Patience } from "/static/shared/patience.js";
import { whyRefused } from "/static/shared/refused.js";
import { byId, put } from "/static/shared/elements.js";
import { read, speaker } from "/static/shared/texts.js";
import { MoodPanel } from "./show/mood.js";
import { chooseParts } from "./show/parts.js";
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
const commands = new Commands((command) => socket.send(command));
const written = new Written(say, (action, counter) => act(action, counter));
const scenes = new Scenes(say, language, (action, seconds) => act(action, seconds));
const presets = new Presets((action, seconds) => act(action, seconds));
const hands = new HandCounts(say, (action, value) => act(action, value));
const send = sender(poll, say, tell);
const order = new Order(say, send);
const view = new ModerateView({ say, language, clock, written, scenes, presets, order, hands, goto: (id) => leave("goto", id) });
const quick = new Quick(send, () => last?.question ?? "", (id) => leave("goto", id));
const mood = new MoodPanel(say, language, poll, (action, value) => act(action, value));
const patience = new Patience(tellConnection);
const rest = new Rest(byId("forward"));
let socket = null;
let last = null;
let fresh = true;
let isLost = false;
/** Why the server refuses the connection; "" where it does not, or that is not known. */
let why = "";
/** When the server last saw how things stand, while it cannot; else null. */
let stalledAt = null;
/** Whether the command under way has waited long for its answer. */
let isLate = false;
const waiting = new Waiting(() => tell(say("working")), () => {
  isLate = true;
  sayTrouble();
});

// ── The connection ─────────────────────────────────────────────────────────────────────────────

function connect() {
  socket = new Socket(`/ws/moderator/${poll}?${new URLSearchParams({ lang: language })}`, {
    accepts: TO_MODERATOR,
    onMessage: receive,
    onState,
  });
}

function onState(state) {
  if (state === "open") {
    patience.stop();
    commands.open();
  } else {
    fresh = true;
    commands.lost();
    patience.start();
  }
  if (state === "ended") view.outside("refused_entry");
  view.free(commands.free);
}

async function tellConnection(lost) {
  isLost = lost;
  why = "";
  sayTrouble();
  document.body.classList.toggle("is-lost", lost);
  if (!lost) return tell(say("back_again"));
  const reason = await whyRefused();
  if (!reason || !isLost) return;
  why = reason;
  sayTrouble();
  if (last) return;
  put(byId("alert"), "");
  view.barred(why);
}

/** The one thing that is wrong, the gravest first; nothing where all is well. */
function sayTrouble() {
  const stall = stalledAt === null ? "" : say("stalled", { time: secondOfDay(language, stalledAt) });
  put(byId("alert"), isLost ? why || say("lost") : [stall, isLate ? say("late") : ""].filter(Boolean).join(" "));
}

function stopWaiting() {
  waiting.end();
  if (byId("said").textContent === say("working")) tell("");
  if (isLate) {
    isLate = false;
    sayTrouble();
  }
}

// ── What the server says ──────────────────────────────────────────────────────────────────────

function receive(message) {
  if (message.type === "moderator_snapshot") show(message);
  else if (message.type === "stalled") {
    stalledAt = new Date(message.as_of_ms);
    sayTrouble();
  }
  else if (["done", "conflict", "not_done"].includes(message.type)) answered(message);
}

function show(snapshot) {
  // The first picture on a new line is the truth: Redis may have gone back in time meanwhile.
  if (!fresh && !replaces(last, snapshot)) return;
  clock.learn(snapshot.server_ms, { fresh });
  fresh = false;
  if (stalledAt !== null) {
    stalledAt = null;
    sayTrouble();
  }
  commands.stands(snapshot.control, { anew: last?.epoch !== snapshot.epoch });
  const news = eventBetween(last, snapshot);
  last = snapshot;
  view.show(snapshot);
  mood.draw(snapshot);
  view.free(commands.free);
  quick.arrive(snapshot);
  if (!news) return;
  rest.begin();
  tell(say(...news));
}

function answered(message) {
  if (!commands.answered(message)) return;
  stopWaiting();
  if (message.type === "conflict") tell(say("conflict"));
  if (message.type === "not_done") tell(message.detail);
  view.free(commands.free);
}

function tell(text) {
  put(byId("said"), text);
}

// ── What the moderator does ───────────────────────────────────────────────────────────────────

function act(action, value) {
  if (last === null) return;
  if (!commands.connected) tell(say("wait"));
  else if (commands.do(action, value)) waiting.begin();
  else tell(say("still_busy"));
  view.free(commands.free);
}

/** The next step, whichever it is. It says which one it means, so that the server does no other. */
function forward(byKey) {
  const step = stepOf(last);
  if (rest.isOn) tell(say("rests"));
  else if (step === "close") close(byKey, () => act("forward", step));
  else if (step === "show") reveal(() => act("forward", step));
  else act("forward", step);
}

function openOrClose(byKey) {
  if (rest.isOn) tell(say("rests"));
  else if (canTakeBack(last, clock)) act("reopen");
  else if (last.state === "closed") tell(say("closed_stays"));
  else if (last.state === "open") close(byKey, () => act("close"));
  else act("open");
}

/** Close the vote. By key, and with hardly a vote, that may be a slip: it asks first. */
async function close(byKey, go) {
  if (!byKey || !isFew(last, clock)) return go();
  const round = last.round;
  const { voted } = last.attendance;
  const text = say("few_text", { n: voted, all: Math.max(voted, last.attendance.here) });
  const sure = await confirmed(say("few_title"), text, say("few_yes"));
  // It may have closed by itself meanwhile.
  if (sure && last.round === round && last.state === "open") act("close");
}

/** Show the result. Where no text is approved, the stage would stay empty: it says so first. */
async function reveal(go) {
  const n = noneApproved(last);
  if (!n) return go();
  const sure = await confirmed(say("none_title", { n }), say("none_text"), say("none_yes"));
  if (sure && !last.shown) act("show");
}

function showOrHide() {
  if (last.shown) act("hide");
  else reveal(() => act("show"));
}

/** Go to another question. That closes an open vote for good, so it asks first. */
async function leave(action, value) {
  const open = last.state === "open" && value !== last.question;
  const sure = open ? await confirmed(say("leave_title"), say("leave_text"), say("leave_yes")) : true;
  if (sure) act(action, value);
}

async function askAgain() {
  const kept = say("again_kept", { round: last.attempt, n: last.attendance.voted });
  if (await confirmed(say("again_title"), kept, say("again_yes"))) act("again");
}

function timer() {
  if (last.deadline_ms) act("extend", EXTENSION);
  else act("timer", 0);
}

const ACTIONS = {
  forward,
  back: () => leave("back"),
  close: openOrClose,
  show: showOrHide,
  again: askAgain,
  timer,
  "timer-stop": () => act("timer", -1),
  skip: () => leave("goto", last.questions[last.position].id),
  quick: () => quick.open(),
  measure: () => act("measure", afterMeasure(last.measure)),
  chart: () => act("chart", afterChart(last)),
  compare: () => act("compare"),
  group: () => act("group", afterGrouping(last)),
  black: () => act("black"),
  join: () => act("join"),
  ...Object.fromEntries(["start", "pause", "end"].map((name) => [name, () => act("scene", last.scene === name ? "" : name)])),
  "help-open": () => help.showModal(),
};

/** The same for a key and its button; a button that means nothing now does nothing. */
function press(id, byKey = true) {
  if (id !== "help-open" && (last === null || last.over)) return;
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
    P: () => press("measure"),
    F: toggleFullscreen,
    B: () => press("black"),
    ...Object.fromEntries(SLOTS.map((digit) => [digit, () => written.hide(digit)])),
    "?": () => help.showModal(),
  },
  { switchedBy: byId("letters") },
);
take(poll, () => last !== null && Boolean(byId("outside").hidden), FLOW_KEYS);

// The list is folded on a phone, where it would fill the screen.
byId("questions-fold").open = window.matchMedia("(min-width: 821px)").matches;
unfold(document.querySelector(".controls"), byId("more-open"));
chooseParts(act);
keepAwake(byId("awake"));
enter(poll, view).then((isIn) => isIn && connect());
