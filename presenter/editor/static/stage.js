/** The stage's page as a preview: draws what the draft would show, and again whenever it is told. */

import { Clock } from "../shared/clock.js";
import { StageView } from "../stage/view.js";
import { read, speaker } from "../shared/texts.js";

const language = document.documentElement.lang;
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const view = new StageView(new Clock(), read("titles"));
let number = 0;

async function draw() {
  const own = ++number;
  const asked = new URLSearchParams({ lang: language, theme: dark.matches ? "dark" : "light" });
  const headers = { Accept: "application/json" };
  const response = await fetch(`${location.pathname}?${asked}`, { headers, cache: "no-store" });
  if (!response.ok || own !== number) return; // the picture stays; a newer one is on its way
  view.show(await response.json());
}

// A picture to look at while one writes: it does not talk into that.
for (const id of ["status", "alert"]) document.getElementById(id).removeAttribute("role");
view.speak(language, speaker(read("texts")[language], language));
dark.addEventListener("change", () => draw().catch(() => {}));
window.addEventListener("message", ({ origin, data }) => {
  if (origin === location.origin && data === "draw") draw().catch(() => {});
});
draw().catch(() => {});
