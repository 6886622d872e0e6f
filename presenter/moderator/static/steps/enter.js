/** Getting into the console by its secret link. */

import { whyRefused } from "../../shared/refused.js";

/**
 * Exchanges the link's secret for a cookie, and takes it out of the address bar and history. Returns
 * whether this browser is in; where it is not, `view` says why.
 *
 * @param {string} poll
 * @param {import("./line.js").Face} view
 */
export async function enter(poll, view) {
  const secret = location.hash.slice(1);
  const entered = document.body.dataset.entered === "true";
  if (!secret) {
    if (!entered) view.outside("no_secret");
    return entered;
  }
  history.replaceState(null, "", location.pathname + location.search);
  try {
    const response = await fetch(`/moderate/${poll}/enter`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ secret: decodeURIComponent(secret) }),
    });
    // A browser that was let in before stays in, even by an old link.
    if (response.ok || entered) return true;
    const why = await whyRefused();
    if (why) view.barred(why);
    else view.outside(response.status === 429 ? "too_often" : "refused_entry");
  } catch {
    history.replaceState(null, "", `#${secret}`); // loading the page again tries it again
    view.outside("unreachable");
  }
  return false;
}
