/** Asks before what cannot be undone. The dialog holds the focus, Esc says no, and it comes back after. */

import { put } from "../../shared/elements.js";
import { Rest } from "./care.js";

/** What a clicker sends, here or in a stage's window. Arrows are a keyboard's too, so here they are not. */
const [ON, BACK, ON_STAGE] = ["PageDown", "PageUp", ["ArrowRight", "ArrowLeft", " "]];

const dialog = document.getElementById("confirm");
/** A clicker that bounces must not answer what it asked for itself. */
const rest = new Rest(dialog);
/** Whether going on says yes: where going on asked, and can be taken back. */
let goesOn = false;
/** Tells whoever asked what was said. */
let answer = null;
/** What it says now: votes come in while it asks. */
let said = () => "";

// Told a moment after it closed: by then the next question may be open already.
dialog.addEventListener("close", () => { if (!dialog.open) tell(); });
document.addEventListener("keydown", (event) => {
  if (![ON, BACK].includes(event.key) || !dialog.open) return;
  event.preventDefault();
  if (!event.repeat) click(event.key);
});

/** Whether a clicker's `key`, pressed in this window or the stage's, is an answer now. */
export function answers(key) {
  return dialog.open && [ON, BACK, ...ON_STAGE].includes(key);
}

/** Once more on says yes where on asked; each other press says no, and nothing is lost by it. */
export function click(key) {
  if (rest.isOn) return;
  dialog.returnValue = goesOn && ![BACK, "ArrowLeft"].includes(key) ? "yes" : "no";
  dialog.close();
}

/** What there is to say to whoever has the clicker; "": nothing is asked. */
export function asking() {
  if (!document.querySelector("dialog[open]")) return "";
  return dialog.open && goesOn ? "asks_on" : "asks";
}

/**
 * @param {string | (() => string)} text a function where its figures move while it asks
 * @param {boolean} [mayGoOn] a clicker's next press on is a yes
 * @returns {Promise<boolean>} whether the moderator said yes
 */
export function confirmed(title, text, yes, mayGoOn = false) {
  tell();
  goesOn = mayGoOn;
  said = typeof text === "function" ? text : () => text;
  put(document.getElementById("confirm-title"), title);
  sayAgain();
  put(document.getElementById("confirm-yes"), yes);
  const hint = document.getElementById("confirm-clicker");
  if (hint) hint.hidden = !goesOn;
  dialog.returnValue = "";
  dialog.showModal();
  rest.begin();
  return new Promise((resolve) => { answer = resolve; });
}

/** A snapshot came: the question says what holds now. */
export function sayAgain() {
  put(document.getElementById("confirm-text"), said());
}

function tell() {
  answer?.(dialog.returnValue === "yes");
  answer = null;
}
