/**
 * Keeps the wall up to date: asks once a second, draws what moved, says honestly when nobody answers.
 *
 * The page is complete without this script; it changes texts, never the page's shape.
 */

import { Clock, digits } from "../shared/clock.js";
import { toggleFullscreen } from "../shared/keys.js";
import { Patience } from "../shared/patience.js";
import { byId, put } from "../shared/elements.js";
import { fill, read } from "../shared/texts.js";
import { Announcer, news, samePolls } from "./state.js";

const EVERY_MS = 1000;
// Where nobody answers, half as often and at random, so that all walls do not come back at once.
const AGAIN_MS = 1500;
// A request that takes longer than this is as good as none.
const REQUEST_MS = 5000;
// Four looks at the countdown for every second, so that no digit stays for two.
const TICK_MS = 250;

const { address, seen, texts } = read("wall-data");
const language = document.documentElement.lang;
const clock = new Clock();
const announcer = new Announcer((text) => put(byId("wall-news"), text));
const patience = new Patience(tellConnection);

let last = seen;
let tag = "";
let at = new Date();
let isOver = false;

/** `14:32:07`, when what stands on the page was true. */
function timeInWords() {
  return at.toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
}

async function look() {
  const headers = tag ? { "If-None-Match": tag } : {};
  const signal = AbortSignal.timeout(REQUEST_MS);
  const response = await fetch(address, { cache: "no-store", redirect: "manual", headers, signal });
  if (response.type === "opaqueredirect") return end(); // to the sign-in page
  if (response.status === 404) return location.reload(); // that page says what became of the event
  if (response.status === 200) take(await response.json(), response.headers.get("ETag") ?? "");
  else if (response.status !== 304) throw new Error(`${response.status}`);
  at = new Date();
  patience.stop();
  put(byId("wall-fresh"), fill(texts.live, { time: timeInWords() }));
}

function take(next, itsTag) {
  if (!samePolls(last, next)) return location.reload();
  clock.learn(next.at_ms);
  announcer.add(news(last, next));
  [last, tag] = [next, itsTag];
  draw();
}

function draw() {
  texted(document, "total", last.total);
  list(byId("wall-troubles"), last.troubles);
  for (const poll of last.polls) {
    const place = document.querySelector(`[data-poll="${CSS.escape(poll.slug)}"]`);
    if (place.dataset.phase !== poll.phase) place.dataset.phase = poll.phase;
    for (const name of ["phase_words", "place", "prompt", "turnout", "voted", "phones", "stages", "moderators"]) {
      texted(place, name, poll[name]);
    }
    place.querySelector("[data-share]").setAttribute("width", poll.share);
    list(place.querySelector("[data-troubles]"), poll.troubles);
  }
  tick();
}

function texted(place, name, text) {
  put(place.querySelector(`[data-of="${name}"]`), text);
}

/** Makes `place` list `items`; one that lists them already is left in peace. */
function list(place, items) {
  const there = [...place.children].map((item) => item.textContent);
  if (JSON.stringify(there) === JSON.stringify(items)) return;
  const made = items.map((textContent) => Object.assign(document.createElement("li"), { textContent }));
  place.replaceChildren(...made);
}

function tick() {
  for (const { slug, deadline_ms } of last.polls) {
    const place = document.querySelector(`[data-poll="${CSS.escape(slug)}"] [data-left]`);
    place.hidden = !deadline_ms;
    put(place.querySelector("[data-digits]"), deadline_ms ? digits(clock.secondsLeft(deadline_ms)) : "");
  }
}

function tellConnection(lost) {
  document.body.classList.toggle("is-lost", lost);
  put(byId("wall-alert"), lost ? fill(texts.lost, { time: timeInWords() }) : "");
  if (!lost) put(byId("wall-news"), texts.back);
}

/** Signed out: nothing more will come. */
function end() {
  isOver = true;
  document.body.classList.add("is-lost");
  put(byId("wall-alert"), fill(texts.out, { time: timeInWords() }));
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const isSeen = () =>
  document.hidden
    ? new Promise((done) => document.addEventListener("visibilitychange", done, { once: true }))
    : null;

async function watch() {
  clock.learn(seen.at_ms);
  tick();
  while (!isOver) {
    await isSeen(); // a page that nobody sees asks nobody
    try {
      await look();
      await pause(EVERY_MS);
    } catch {
      patience.start();
      await pause(AGAIN_MS * (1 + Math.random()));
    }
  }
}

const button = byId("wall-fullscreen");
if (button) {
  button.hidden = false;
  button.addEventListener("click", toggleFullscreen);
}
setInterval(tick, TICK_MS);
watch();
