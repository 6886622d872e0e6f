/** Asks before what cannot be undone. The dialog holds the focus, Esc says no, and it comes back after. */

import { put } from "./texts.js";

const dialog = document.getElementById("confirm");

/** @returns {Promise<boolean>} whether the moderator said yes */
export function confirmed(title, text, yes) {
  put(document.getElementById("confirm-title"), title);
  put(document.getElementById("confirm-text"), text);
  put(document.getElementById("confirm-yes"), yes);
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}
