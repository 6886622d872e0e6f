/** The moderator's page of the speakers' list. Each button is one step, said back in words. */

import { Clock, digits } from "../../shared/clock.js";
import { byId, element, put } from "../../shared/elements.js";
import { keyed, renew } from "../../shared/keyed.js";
import { read, speaker } from "../../shared/texts.js";
import { withinTime } from "../../shared/within.js";

/** A second: a hand is there before anybody asks where it is. */
const LOOK_MS = 1000;
const SWITCHES = ["stage", "first", "seats", "free"];
const MOVED = 409;
const FORBIDDEN = 403;

const language = document.documentElement.lang;
const say = speaker(read("texts"), language);
const address = `/moderate/${document.body.dataset.poll}/speakers`;
const clock = new Clock();

let now = { open: false, current: null, until_ms: 0, waiting: [], lists: "", seconds: 0, spoken: 0, circle: 0, chairs: [], one_leaves: false };
let at = new Date();
let failures = 0;
let timer = 0;

async function ask(what, options = {}) {
  const response = await withinTime((signal) => fetch(`${address}/${what}`, { cache: "no-store", ...options, signal }));
  if (response.status === FORBIDDEN) put(byId("alert"), say("left"));
  return response;
}

async function look() {
  clearTimeout(timer);
  if (document.hidden) return;
  try {
    const response = await ask("list");
    if (!response.ok) throw new Error(String(response.status));
    now = await response.json();
    clock.learn(now.server_ms);
    if (failures > 1) put(byId("alert"), "");
    failures = 0;
    at = new Date();
    draw();
  } catch {
    failures += 1;
    const time = at.toLocaleTimeString(language);
    if (failures > 1 && !byId("alert").textContent) put(byId("alert"), say("lost", { time }));
  }
  timer = setTimeout(look, LOOK_MS * Math.min(5, 1 + failures));
}

/** One step; `said` is what is said of it. It names who speaks, so that two moderators call one. */
async function step(verb, value = "", said = "") {
  put(byId("alert"), "");
  try {
    const response = await ask("do", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ verb, value, seen: now.current ? String(now.current.number) : "" }),
    });
    if (response.status === MOVED) put(byId("alert"), say("moved"));
    else if (!response.ok) throw new Error(String(response.status));
    else put(byId("said"), said);
  } catch {
    put(byId("alert"), say("failed"));
  }
  await look();
}

function inWords({ number, list = "", seat = "" }) {
  return [say("hand", { n: number }), list, seat].filter(Boolean).join(" · ");
}

function draw() {
  const { open, current, waiting, spoken, lists, seconds } = now;
  put(byId("open"), say(open ? "close" : "open"));
  put(byId("state"), say(open ? "is_open" : "is_closed"));
  put(byId("current"), current ? inWords(current) : say("nobody"));
  const pressed = document.activeElement;
  drawCircle();
  byId("next").disabled = waiting.length === 0 || isFull();
  for (const id of ["done", "skip"]) byId(id).disabled = !current;
  // Whoever pressed it by key goes on from the list, and not from the top of the page.
  if (pressed instanceof HTMLButtonElement && pressed.disabled) byId("waiting-title").focus();
  byId("again").hidden = !current || !seconds;
  put(byId("waiting-title"), say("waiting", { n: waiting.length }));
  put(byId("spoken"), spoken ? say("spoken", { n: spoken }) : "");
  for (const name of SWITCHES) byId(name).checked = now[name];
  if (document.activeElement !== byId("seconds")) byId("seconds").value = String(seconds);
  if (document.activeElement !== byId("circle")) byId("circle").value = String(now.circle);
  if (document.activeElement !== byId("lists")) byId("lists").value = lists;
  keyed(byId("waiting"), waiting, ({ number }) => String(number), () => element("li"), (child, each) => renew(child, card(each)));
  tick();
}

function isFull() {
  return now.circle > 0 && now.chairs.every(Boolean);
}

/** The chairs of a fishbowl, in place of the one who speaks. */
function drawCircle() {
  const isCircle = now.circle > 0;
  put(byId("now-title"), say(isCircle ? "in_circle" : "speaks"));
  for (const id of ["current", "clock", "done", "skip"]) byId(id).hidden = isCircle;
  byId("chairs").hidden = !isCircle;
  put(byId("one-leaves"), isCircle && now.one_leaves ? say("one_leaves") : "");
  const chairs = isCircle ? now.chairs.map((hand, at) => ({ hand, at })) : [];
  const held = byId("chairs").contains(document.activeElement);
  keyed(byId("chairs"), chairs, ({ at }) => String(at), () => element("li"), (child, { hand }) => renew(child, chair(hand)));
  // A chair that is free now has no button: whoever pressed it goes on from their heading.
  if (held && !byId("chairs").contains(document.activeElement)) byId("now-title").focus();
}

function chair(hand) {
  const item = element("li", {}, element("p", { class: "words", dir: "auto" }, hand ? inWords(hand) : say("chair_free")));
  if (!hand) return item;
  const button = element("button", { type: "button", class: "button small", "data-role": "leave" }, say("leave"));
  button.append(element("span", { class: "unseen" }, `: ${inWords(hand)}`));
  button.addEventListener("click", () => step("done", String(hand.number), say("said_saved")));
  item.append(element("p", { class: "buttons" }, button));
  return item;
}

function card(hand) {
  const { number, times = 0 } = hand;
  const item = element("li", {}, element("p", { class: "words", dir: "auto" }, inWords(hand)));
  if (times) item.append(element("p", { class: "facts" }, say("times", { n: times })));
  const buttons = element("p", { class: "buttons" });
  for (const verb of ["call", "remove"]) {
    const button = element("button", { type: "button", class: "button small", "data-role": verb, disabled: verb === "call" && isFull() }, say(verb));
    button.append(element("span", { class: "unseen" }, `: ${inWords(hand)}`));
    const said = verb === "call" ? say("said_next", { n: number }) : say("said_saved");
    button.addEventListener("click", () => step(verb, String(number), said));
    buttons.append(button);
  }
  item.append(buttons);
  return item;
}

function tick() {
  const left = now.current && now.until_ms ? clock.secondsLeft(now.until_ms) : null;
  put(byId("clock"), left === null ? "" : left ? digits(left) : say("time_over"));
}

byId("open").addEventListener("click", () => step("open", now.open ? "0" : "1"));
for (const name of SWITCHES) {
  byId(name).addEventListener("change", () => step(name, byId(name).checked ? "1" : "0", say("said_saved")));
}
byId("seconds").addEventListener("change", () => step("seconds", byId("seconds").value, say("said_saved")));
byId("lists-form").addEventListener("submit", (event) => {
  event.preventDefault();
  step("lists", byId("lists").value, say("said_saved"));
});
byId("circle").addEventListener("change", () => step("chairs", byId("circle").value, say("said_saved")));
byId("next").addEventListener("click", () => step(...(now.circle ? ["call", String(now.waiting[0].number)] : ["next", ""]), now.waiting[0] ? say("said_next", { n: now.waiting[0].number }) : ""));
for (const verb of ["done", "skip"]) byId(verb).addEventListener("click", () => step(verb, "", say("said_saved")));
byId("again").addEventListener("click", () => step("clock", String(now.seconds), say("said_saved")));
document.addEventListener("visibilitychange", () => document.hidden || look());
setInterval(tick, 250); // a quarter of a second: no second is seen to be skipped

draw();
look();
