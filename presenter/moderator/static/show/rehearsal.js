/** Keeps the page of a rehearsal up to date: whole as the server draws it, and read aloud only where it stands anew. */

import { byId, put } from "../../shared/elements.js";
import { withinTime } from "../../shared/within.js";

/** A second: phones come in over half a minute. */
const LOOK_MS = 1000;

async function look() {
  if (byId("rehearsing")?.dataset.runs !== "true") return; // nothing changes by itself any more
  if (!document.hidden) {
    try {
      const response = await withinTime((signal) => fetch(location.pathname + location.search, { cache: "no-store", signal }));
      if (response.ok) renew(await response.text());
    } catch {
      // The page says what it knew; the next look comes.
    }
  }
  setTimeout(look, LOOK_MS);
}

function renew(/** @type {string} */ page) {
  // Its head has styles of its own, which the content policy of this page does not let in.
  const next = new DOMParser().parseFromString(page.slice(page.indexOf("<main")), "text/html");
  put(byId("standing"), next.getElementById("standing")?.textContent ?? "");
  const [here, there] = [byId("rehearsing"), next.getElementById("rehearsing")];
  replaced(byId("found"), next.getElementById("found"));
  if (there === null || here.dataset.runs === there.dataset.runs) return;
  here.dataset.runs = there.dataset.runs;
  replaced(here, there);
}

/** Takes over what stands in `there`, where it is other than here; whoever was at it is led to the verdict. */
function replaced(here, there) {
  if (there === null || here.innerHTML === there.innerHTML) return;
  const wasIn = here.contains(document.activeElement);
  here.replaceChildren(...there.childNodes);
  if (wasIn) byId("verdict").focus();
}

look();
