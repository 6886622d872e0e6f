/** The moderator's page of the hall's questions. Each button is one step, said back in words. */

import { byId, element, put } from "../shared/elements.js";
import { keyed, renew } from "../shared/keyed.js";
import { read, speaker } from "../shared/texts.js";

/** A second: what is asked is there before anybody has asked about it. */
const LOOK_MS = 1000;
const REQUEST_MS = 5000;
/** What takes a step back, by verb: how it stood before is known from the entry. */
const UNDO = {
  show: () => ["hide"],
  hide: () => ["show"],
  pin: (entry) => ["pin", entry.pinned ? "1" : ""],
  answered: (entry) => ["answered", entry.answered ? "1" : "0"],
  answer: (entry) => ["answer", entry.answer ?? ""],
  label: (entry) => ["label", entry.label ?? ""],
  merge: () => ["merge", ""],
};

const say = speaker(read("texts"), document.documentElement.lang);
const address = `/moderate/${document.body.dataset.poll}/questions`;

let floor = { open: false, first: true, names: false, entries: [] };
let mark = "";
let at = new Date();
let timer = 0;
let failures = 0;
/** Takes the last step back. */
let back = null;
const lots = new Map();

// ── To the server and back ────────────────────────────────────────────────────────────────────

async function ask(what, options = {}) {
  const controller = new AbortController();
  const limit = setTimeout(() => controller.abort(), REQUEST_MS);
  try {
    const response = await fetch(`${address}/${what}`, { cache: "no-store", ...options, signal: controller.signal });
    if (response.status === 403) put(byId("alert"), say("left"));
    return response;
  } finally {
    clearTimeout(limit);
  }
}

async function look() {
  clearTimeout(timer);
  if (document.hidden) return;
  try {
    const response = await ask("list", { headers: mark ? { "If-None-Match": mark } : {} });
    if (response.ok) {
      mark = response.headers.get("ETag") ?? "";
      floor = await response.json();
      draw();
    } else if (response.status !== 304) throw new Error(String(response.status));
    if (failures > 1) put(byId("alert"), "");
    failures = 0;
    at = new Date();
  } catch {
    failures += 1;
    const time = at.toLocaleTimeString(document.documentElement.lang);
    if (failures > 1 && !byId("alert").textContent) put(byId("alert"), say("lost", { time }));
  }
  timer = setTimeout(look, LOOK_MS * Math.min(5, 1 + failures));
}

/** One step; `said` is what is said of it, and `undone` what takes it back: [verb, value]. */
async function step(verb, entry, value, said, undone = null) {
  put(byId("alert"), "");
  try {
    const response = await ask("do", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ verb, entry, value }),
    });
    if (response.status === 409) throw new Error("gone");
    if (!response.ok) throw new Error("failed");
    put(byId("said"), said ? say(said) : "");
    back = undone && (() => step(undone[0], entry, undone[1] ?? "", "said_saved"));
    byId("undo-box").hidden = !back;
  } catch (error) {
    put(byId("alert"), say(error.message === "gone" ? "gone" : "failed"));
  }
  await look();
}

// ── What is seen ──────────────────────────────────────────────────────────────────────────────

function draw() {
  put(byId("open"), say(floor.open ? "close" : "open"));
  put(byId("state"), say(floor.open ? "is_open" : "is_closed"));
  byId("first").checked = floor.first;
  byId("names").checked = floor.names;
  const found = matching();
  const parts = {
    waiting: found.filter(({ state }) => state === "waiting"),
    shown: found.filter(({ state, answered }) => state === "shown" && !answered),
    answered: found.filter(({ state, answered }) => state === "shown" && answered),
    hidden: found.filter(({ state }) => state === "hidden"),
  };
  for (const [part, entries] of Object.entries(parts)) {
    put(byId(`${part}-title`), say(part, { n: entries.length }));
    arrange(byId(part), entries);
  }
  byId("approve").hidden = parts.waiting.length < 2;
  byId("draw").disabled = parts.shown.length === 0;
}

function matching() {
  const wanted = byId("search").value.trim().toLocaleLowerCase();
  const entries = floor.entries.filter(({ text, name = "", label = "" }) =>
    `${text} ${name} ${label}`.toLocaleLowerCase().includes(wanted));
  const order = byId("sort").value;
  if (order === "new") entries.sort((a, b) => b.number - a.number);
  if (order === "lots") entries.sort((a, b) => lot(a) - lot(b));
  return entries;
}

/** What decides by lot; it stays until lots are drawn again, so that nothing jumps about. */
function lot({ id }) {
  if (!lots.has(id)) lots.set(id, Math.random());
  return lots.get(id);
}

function card(entry) {
  const { id, text, votes, state, name, label, answer, answered = false, pinned = false, joined = [], source, taken = 0 } = entry;
  const facts = [
    pinned && say("is_pinned"),
    say("votes", { n: votes }),
    source && say("taken", { n: taken, tool: source }),
    name && say("by", { name }),
    label,
    joined.length > 0 && say("joined", { n: joined.length }),
  ];
  const item = element("li", { class: pinned && "pinned" });
  item.append(element("p", { class: "words", dir: "auto" }, text));
  item.append(element("p", { class: "facts" }, facts.filter(Boolean).join(" · ")));
  if (answer) item.append(element("p", { class: "answer", dir: "auto" }, answer));
  const buttons = element("p", { class: "buttons" });
  const add = (key, act, values = {}) => {
    const label = say(key, values);
    const button = element("button", { type: "button", class: "button small", "data-role": `${key} ${values.text ?? ""}` }, label);
    button.append(element("span", { class: "unseen" }, `: ${text}`));
    button.addEventListener("click", act);
    buttons.append(button);
  };
  const does = (verb, value, said) => () => step(verb, id, value, said, UNDO[verb](entry));
  if (state !== "shown") add("do_show", does("show", "", "said_show"));
  else if (pinned) add("do_unpin", does("pin", "0", "said_unpin"));
  else add("do_pin", does("pin", "1", "said_pin"));
  if (state === "shown") add(answered ? "do_open_again" : "do_answered", does("answered", answered ? "0" : "1", answered ? "said_saved" : "said_answered"));
  if (state !== "hidden") add("do_hide", does("hide", "", "said_hide"));
  if (state === "shown") {
    add("do_answer", () => write(entry, "answer"));
    add("do_label", () => write(entry, "label"));
  }
  if (!joined.length && state !== "hidden" && floor.entries.length > 1) add("do_merge", () => write(entry, "merge"));
  for (const other of joined) add("do_apart", () => step("merge", other.id, "", "said_apart"), { text: other.text });
  item.append(buttons);
  return item;
}

/** Brings a list to what it should be; what is alike stays, and with it the focus. */
function arrange(list, entries) {
  keyed(list, entries, ({ id }) => id, () => element("li"), (child, entry) => renew(child, card(entry)));
}

// ── Writing ───────────────────────────────────────────────────────────────────────────────────

let writing = null;

/** Opens the dialog for an answer, a label, or the entry that this one is put to. */
function write(entry, verb) {
  writing = { entry, verb };
  put(byId("write-title"), say(`ask_${verb}`));
  put(byId("write-of"), entry.text);
  byId("write-text").hidden = verb !== "answer";
  byId("write-label").hidden = verb !== "label";
  byId("write-into").hidden = verb !== "merge";
  byId("write-text").value = entry.answer ?? "";
  byId("write-label").value = entry.label ?? "";
  const others = floor.entries.filter(({ id, state }) => id !== entry.id && state !== "hidden");
  byId("write-into").replaceChildren(...others.map(({ id, text }) => element("option", { value: id }, text)));
  byId("write").showModal();
}

byId("write-form").addEventListener("submit", () => {
  const { entry, verb } = writing;
  const value = byId({ answer: "write-text", label: "write-label", merge: "write-into" }[verb]).value;
  const said = verb === "merge" ? "said_merge" : "said_saved";
  step(verb, entry.id, value, said, UNDO[verb](entry));
});
byId("write-no").addEventListener("click", () => byId("write").close());

byId("open").addEventListener("click", () => step("open", "", floor.open ? "0" : "1", ""));
for (const verb of ["first", "names"]) {
  byId(verb).addEventListener("change", () => step(verb, "", byId(verb).checked ? "1" : "0", "said_saved"));
}
byId("approve").addEventListener("click", () => step("approve", "", "", "said_show"));
byId("undo").addEventListener("click", () => back?.());
byId("search").addEventListener("input", draw);
byId("sort").addEventListener("change", () => { mark = ""; lots.clear(); look(); });
byId("draw").addEventListener("click", () => {
  const open = floor.entries.filter(({ state, answered }) => state === "shown" && !answered);
  const chosen = open[Math.floor(Math.random() * open.length)];
  if (chosen) step("pin", chosen.id, "1", "said_pin", ["pin", "0"]);
});
document.addEventListener("visibilitychange", () => document.hidden || look());

draw();
look();
