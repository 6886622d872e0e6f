/** Asks before what cannot be undone. The dialog holds the focus, Esc says no, and it comes back after. */

import { put } from "../../shared/elements.js";

const dialog = document.getElementById("confirm");
/** Tells whoever asked what was said. */
let answer = null;
/** What it says now: votes come in while it asks. */
let said = () => "";

// Told a moment after it closed: by then the next question may be open already.
dialog.addEventListener("close", () => { if (!dialog.open) tell(); });

/**
 * @param {string | (() => string)} text a function where its figures move while it asks
 * @returns {Promise<boolean>} whether the moderator said yes
 */
export function confirmed(title, text, yes) {
  tell();
  said = typeof text === "function" ? text : () => text;
  put(document.getElementById("confirm-title"), title);
  sayAgain();
  put(document.getElementById("confirm-yes"), yes);
  dialog.returnValue = "";
  dialog.showModal();
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
