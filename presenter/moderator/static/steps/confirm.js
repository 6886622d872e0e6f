/** Asks before what cannot be undone. The dialog holds the focus, Esc says no, and it comes back after. */

import { put } from "../../shared/elements.js";

const dialog = document.getElementById("confirm");
/** Tells whoever asked what was said. */
let answer = null;

// Told a moment after it closed: by then the next question may be open already.
dialog.addEventListener("close", () => { if (!dialog.open) tell(); });

/** @returns {Promise<boolean>} whether the moderator said yes */
export function confirmed(title, text, yes) {
  tell();
  put(document.getElementById("confirm-title"), title);
  put(document.getElementById("confirm-text"), text);
  put(document.getElementById("confirm-yes"), yes);
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => { answer = resolve; });
}

function tell() {
  answer?.(dialog.returnValue === "yes");
  answer = null;
}
