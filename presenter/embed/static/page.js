/**
 * The stage in a frame of another site. Its link is `/embed/<poll>#<secret>`, with `&question=<id>` for
 * one question's result. Browsers keep cookies and storage away from such frames: nothing here needs
 * them. The secret stays in the address, so that a frame that is loaded again still knows it.
 */

import { TO_STAGE } from "../wire/messages.js";
import { Clock } from "../shared/clock.js";
import { byId, put } from "../shared/elements.js";
import { replaces } from "../shared/freshest.js";
import { Patience } from "../shared/patience.js";
import { whyRefused } from "../shared/refused.js";
import { jitter, Socket } from "../shared/socket.js";
import { read, speaker } from "../shared/texts.js";
import { StageView } from "../stage/view.js";

/** HTTP status of an event that is over: its page is shown, and nothing more comes. */
const OVER = 410;
/** Milliseconds before the frame is loaded again whose link or poll ended: no quicker than a person. */
const PAUSE_MS = 1000;

const [secret, ...more] = location.hash.slice(1).split(/[&?]/); // Office may put its own words behind it
const look = { type: "look_in", secret, question: new URLSearchParams(more.join("&")).get("question") ?? "" };
const root = document.documentElement;
const asked = new URLSearchParams(location.search);
const poll = document.body.dataset.poll;
const systemDark = window.matchMedia("(prefers-color-scheme: dark)");

async function enter(failures = 0) {
  let response = null;
  try {
    response = await fetch(`/embed/${poll}/enter${location.search}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(look),
      cache: "no-store",
      credentials: "omit",
    });
  } catch {
    // No network: asked again below.
  }
  if (!response || response.status >= 500) {
    setTimeout(() => enter(failures + 1), jitter(failures));
    return;
  }
  const text = await response.text();
  if (response.ok || response.status === OVER) take(text);
  else put(byId("told"), text);
  if (response.ok) run();
}

/** Put the stage's page in place of the shell's; its styles and scripts are here already. */
function take(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  document.head.append(...page.head.querySelectorAll("style, script[type='application/json']"));
  document.title = page.title;
  page.body.classList.add("framed");
  document.body.replaceWith(page.body);
}

function run() {
  const clock = new Clock();
  const view = new StageView(clock, read("titles"));
  const patience = new Patience(async (lost) => {
    view.connected(!lost);
    const why = lost ? await whyRefused() : "";
    if (why && socket?.state !== "open") view.refused(why);
  });
  let last = null;
  let fresh = true;
  let socket = null;

  function receive(message) {
    if (message.type === "stalled") view.stalled(message.as_of_ms);
    if (message.type !== "stage_snapshot") return;
    if (!fresh && !replaces(last, message)) return;
    clock.learn(message.server_ms, { fresh });
    fresh = false;
    last = message;
    view.show(message);
    if ((message.brand ?? "") !== document.body.dataset.brand) again();
  }

  function connect() {
    socket?.close();
    last = null;
    const query = new URLSearchParams({ lang: root.lang, theme: theme() });
    if (asked.has("measure")) query.set("measure", asked.get("measure"));
    socket = new Socket(`/ws/embed/${poll}?${query}`, {
      accepts: TO_STAGE,
      hello: () => look,
      onMessage: receive,
      onState: (state) => {
        fresh ||= state !== "open";
        if (state === "open") patience.stop();
        else if (socket?.code >= 4000) again(); // the page that is loaded then says why
        else patience.start();
      },
    });
  }

  function turn(step) {
    return view.turnPage(step);
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (document.activeElement?.closest("[role=region]")) return; // a table that is scrolled
    if (event.key === "ArrowRight" && turn(1)) event.preventDefault();
    if (event.key === "ArrowLeft" && turn(-1)) event.preventDefault();
  });
  byId("figure-pages").addEventListener("click", () => {
    if (turn(1)) return;
    while (turn(-1)); // after the last page comes the first
  });
  systemDark.addEventListener("change", () => asked.has("theme") || connect());
  view.speak(root.lang, speaker(read("texts")[root.lang], root.lang));
  connect();
}

function theme() {
  return root.dataset.theme ?? (systemDark.matches ? "dark" : "light");
}

function again() {
  setTimeout(() => location.reload(), PAUSE_MS);
}

enter();
