/**
 * The editor's page: saves by itself, keeps what could not be saved, shows what others do.
 *
 * The page is complete without this script. After every change it fetches itself anew and takes
 * over what is different, so that the server alone draws outline, form and mistakes.
 */

import { drawClashes } from "./clashes.js";
import { Drafting } from "./drafting.js";
import { morph } from "./morph.js";
import { Outline } from "./outline.js";
import { takePictures } from "./pictures.js";
import { redraw } from "./previews.js";
import { Rows } from "./rows.js";
import { Saver, post } from "./saver.js";
import { Unsaved } from "./unsaved.js";
import { read as readForm, show } from "./values.js";
import { byId, put } from "../shared/elements.js";
import { fill, read } from "../shared/texts.js";

/** How often others' changes are asked for: what a colleague writes is there in a few seconds. */
const LOOK_MS = 3000;
/** A look that takes longer is as good as none. */
const REQUEST_MS = 10_000;
/** What is drawn anew; the previews are told to draw themselves. */
const PARTS = ["undo", "redo", "outline", "middle"];

const { event, uid, revision: first, texts } = read("editor");
const root = `/organise/${encodeURIComponent(event)}/edit/`;
const form = byId("form");
const unsaved = new Unsaved(event);
const drafting = new Drafting(unsaved, uid, JSON.parse(form.elements.base.value));
let revision = first;

const say = (text) => {
  byId("said").textContent = "";
  setTimeout(() => put(byId("said"), text), 50); // the same words twice are said twice
};

// ── Saving ────────────────────────────────────────────────────────────────────────────────────

const saver = new Saver({
  address: `${root}changes${location.search.includes("lang=") ? `?lang=${document.documentElement.lang}` : ""}`,
  drafting,
  onState: tellState,
  onAnswer: async (answer) => {
    if (answer.clashes.length) say(texts.clash);
    drawUndecided();
    await refresh();
  },
});

/** States that nobody has to be told of: what is wrong in them, if anything, is said elsewhere. */
const QUIET = ["saved", "saving", "unsaved", "undecided"];

function tellState(told, sentence) {
  const state = told === "saved" && drafting.clashes.length ? "undecided" : told;
  const place = byId("saved");
  const wasInTrouble = !QUIET.includes(place.dataset.state);
  const isInTrouble = !QUIET.includes(state);
  const key = state === "kept" && !unsaved.works ? "only_here" : state;
  const text = fill(texts[key], { sentence });
  if (isInTrouble && place.dataset.state !== state) say(text);
  if (wasInTrouble && state === "saved") say(texts.back);
  // A request on its way after a failure is still a failure to whoever reads this.
  if (!(wasInTrouble && state === "saving")) place.dataset.state = state;
  if (place.dataset.state === state) put(place, text);
}

function noteForm() {
  drafting.note(readForm(form));
  saver.soon();
}

form.addEventListener("input", ({ target }) => {
  if (!("aside" in target.dataset)) noteForm();
});
form.addEventListener("change", () => saver.now());
window.addEventListener("beforeunload", (leaving) => {
  if (!drafting.isEmpty && !unsaved.works) leaving.preventDefault(); // nothing else would keep it
});

/** Buttons that change the draft's shape go the plain way, once everything typed is saved. */
form.addEventListener("submit", async (submitting) => {
  const { submitter } = submitting;
  const [what] = (submitter?.value || "save").split(" ");
  submitting.preventDefault();
  noteForm();
  if (what === "up" || what === "down") return step(uid, what);
  const isSaved = await saver.now();
  if (what === "save" || what === "rows") return undefined;
  if (!isSaved) return say(texts.offline);
  const plain = document.createElement("form");
  Object.assign(plain, { method: "post", action: form.action, hidden: true });
  for (const [name, value] of [["do", submitter.value], ["revision", revision]]) {
    plain.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  document.body.append(plain);
  return plain.submit();
});

/** Whoever leaves within a pause of typing has it saved all the same. */
window.addEventListener("pagehide", () => {
  if (!drafting.isEmpty) saver.last();
});

// ── Drawing anew ──────────────────────────────────────────────────────────────────────────────

let drawing = null;

async function refresh() {
  while (drawing) await drawing;
  drawing = draw().catch(() => {}); // the next look tries again
  await drawing;
  drawing = null;
}

async function draw() {
  const asked = new URLSearchParams(location.search);
  for (const name of ["ask", "done"]) asked.delete(name); // said once, at the beginning
  asked.set("bare", "yes");
  const response = await fetch(`${location.pathname}?${asked}`, {
    headers: { Accept: "text/html" },
    cache: "no-store",
    redirect: "manual",
    signal: AbortSignal.timeout(REQUEST_MS),
  });
  if (response.status !== 200) return;
  const next = new DOMParser().parseFromString(await response.text(), "text/html");
  const data = JSON.parse(next.getElementById("editor").textContent);
  const left = drafting.unsettled;
  const box = document.activeElement?.closest?.("[data-field]");
  if (box && isText(document.activeElement)) left.add(box.dataset.field);
  const keep = (element) =>
    element.id === "clashes" || (element.dataset.field !== undefined && left.has(element.dataset.field));
  for (const id of PARTS) {
    const [here, there] = [byId(id), next.getElementById(id)];
    if (here && there) morph(here, there, keep);
  }
  morph(document.querySelector(".pending"), next.querySelector(".pending"));
  document.title = next.title;
  drafting.rebase(JSON.parse(form.elements.base.value || "{}"), left);
  revision = data.revision;
  dress();
  redraw();
}

const isText = (element) => element.matches("textarea, input[type=text], input[type=number]");

/** What only the script can do, on what the server has just drawn. */
function dress() {
  for (const button of document.querySelectorAll(".save")) button.hidden = true; // it saves by itself
  outline.dress();
}

// ── Clashes ───────────────────────────────────────────────────────────────────────────────────

function drawUndecided() {
  drawClashes(byId("clashes"), byId("clash"), drafting.clashes, (clash, pick) => {
    const isHere = clash.uid === uid;
    if (isHere && pick === "theirs") fillIn(clash.field, clash.theirs);
    drafting.decide(clash, isHere && pick === "yours" ? "again" : pick);
    if (isHere && pick !== "drop") drafting.note(readForm(form)); // with what was typed since
    drawUndecided();
    saver.now().then(refresh);
    byId("item-title").focus();
  });
}

/** Shows a value in the form; a list gets as many rows as it needs. */
function fillIn(field, value) {
  if (Array.isArray(value)) rows.resize(field, value.length);
  show(form, field, value);
}

// ── Lists, outline, undo ──────────────────────────────────────────────────────────────────────

const rows = new Rows({
  form,
  texts,
  say,
  onChange: noteForm,
});

takePictures(form, { address: `${root}pictures${document.documentElement.lang === "de" ? "?lang=de" : "?lang=en"}`, texts });

const outline = new Outline(byId("outline"), move, texts.drag);
outline.onStep = step;

function step(item, way) {
  if (!outline.step(item, way)) say(texts.at_end);
}

async function move(item, parent, after) {
  const focused = document.activeElement;
  try {
    const response = await post(`${root}changes`, { changes: [{ do: "move", uid: item, parent, after }] });
    if (!response.ok) throw new Error(`${response.status}`);
    const { clashes } = await response.json();
    await refresh();
    // In another list it is drawn anew.
    (focused.isConnected ? focused : document.getElementById(focused.id))?.focus();
    const place = document.querySelector(`[data-uid="${CSS.escape(item)}"]`);
    const list = place.parentElement;
    say(
      clashes[0]?.sentence ??
        fill(texts.moved, {
          name: nameOf(place),
          n: [...list.children].indexOf(place) + 1,
          all: list.children.length,
          list: nameOf(list.closest("[data-uid]")) || document.querySelector(".item.head").textContent,
        }),
    );
  } catch {
    say(texts.not_moved);
  }
}

const nameOf = (item) => item?.querySelector(".words").textContent ?? "";

for (const way of ["undo", "redo"]) {
  byId(way).addEventListener("submit", (submitting) => {
    submitting.preventDefault();
    takeBack(way);
  });
}

async function takeBack(way) {
  if (!(await saver.now())) return say(texts.offline);
  try {
    const response = await post(root + way);
    if (!response.ok) throw new Error(`${response.status}`);
    const { uid: where, touched } = await response.json();
    if (!touched.length) return say(texts.nothing);
    const isGone = !where && touched.includes(uid);
    // What is taken back is shown; whoever arranges the outline sees it there.
    if (isGone || (where && where !== uid && !byId("outline").contains(document.activeElement))) {
      return location.assign(root + (where || "event") + location.search);
    }
    if (document.activeElement?.closest("[data-field]")) document.activeElement.blur();
    await refresh();
    return say(texts[way === "undo" ? "undone" : "redone"]);
  } catch {
    return say(texts.offline);
  }
}

document.addEventListener("keydown", (event_) => {
  if (!(event_.ctrlKey || event_.metaKey) || event_.altKey || isText(event_.target)) return;
  const key = event_.key.toLowerCase();
  const way = key === "y" || (key === "z" && event_.shiftKey) ? "redo" : key === "z" ? "undo" : "";
  if (!way) return;
  event_.preventDefault(); // in a text, the browser's own undo is the right one
  takeBack(way);
});

// ── Others ────────────────────────────────────────────────────────────────────────────────────

async function look() {
  const asked = `${root}changes?since=${revision}`;
  const headers = { Accept: "application/json" };
  const signal = AbortSignal.timeout(REQUEST_MS);
  const response = await fetch(asked, { headers, cache: "no-store", redirect: "manual", signal });
  if (response.status !== 200) return;
  const before = form.elements.base.value;
  await refresh();
  if (form.elements.base.value !== before) say(texts.others);
}

async function watch() {
  for (;;) {
    await new Promise((done) => setTimeout(done, LOOK_MS));
    if (!document.hidden && saver.state === "saved") await look().catch(() => {});
  }
}

// ── Beginning ─────────────────────────────────────────────────────────────────────────────────

// What was not saved when this page was last left stands in its form again.
for (const [field, value] of drafting.takeUp()) fillIn(field, value);
dress();
drawUndecided();
saver.now();
watch();
