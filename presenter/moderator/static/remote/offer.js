/** The console's way to the remote: a QR code for the moderator's own phone, good for some minutes. */

import { byId, put } from "../../shared/elements.js";
import { withinTime } from "../../shared/within.js";

const dialog = byId("remote-dialog");
const code = byId("remote-code");
const link = byId("remote-link");

/** The timer at whose end the code in sight lets nobody in any more. */
let spent = 0;

/** @param {(text: string, values?: object) => string} say */
export function offerRemote(poll, say) {
  byId("remote-open").addEventListener("click", () => {
    dialog.showModal();
    draw(poll, say);
  });
  // Closed, nothing of it stays in the page.
  dialog.addEventListener("close", () => clear(""));
  link.addEventListener("focus", () => link.select());
}

async function draw(poll, say) {
  try {
    const { address, qr, seconds } = await withinTime((signal) => ask(poll, signal));
    if (!dialog.open) return;
    code.setAttribute("src", qr);
    link.value = address;
    put(byId("remote-said"), say("remote_good", { n: Math.round(seconds / 60) }));
    byId("remote-way").hidden = false;
    clearTimeout(spent);
    spent = setTimeout(() => clear(say("remote_spent")), seconds * 1000);
  } catch {
    clear(say("remote_failed"));
  }
}

async function ask(poll, signal) {
  const { lang } = document.documentElement;
  const response = await fetch(`/moderate/${poll}/remote/link?lang=${lang}`, { method: "POST", signal });
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

function clear(said) {
  clearTimeout(spent);
  byId("remote-way").hidden = true;
  code.removeAttribute("src");
  link.value = "";
  put(byId("remote-said"), said);
}
