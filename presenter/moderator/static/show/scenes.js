/** The screens around a show: which one is on the stage, and when it starts or goes on. */

import { nearestMinute, timeOfDay } from "../../shared/clock.js";
import { byId, put } from "../../shared/elements.js";

const DAY_MS = 86_400_000;
const BUTTONS = ["start", "pause", "end"];

export class Scenes {
  #say;
  #language;

  /** @param {(action: "until", seconds: number) => void} act */
  constructor(say, language, act) {
    this.#say = say;
    this.#language = language;
    for (const button of byId("scene-box").querySelectorAll("[data-minutes]")) {
      button.addEventListener("click", () => act("until", Number(button.dataset.minutes) * 60));
    }
    byId("scene-form").addEventListener("submit", (event) => {
      event.preventDefault();
      const seconds = secondsUntil(byId("scene-time").value);
      if (seconds) act("until", seconds);
    });
  }

  /** @param {import("../../wire/messages.js").ModeratorSnapshot} snapshot */
  draw({ scene = "", until_ms: until = 0, published = false }) {
    for (const name of BUTTONS) byId(name).setAttribute("aria-pressed", String(name === scene));
    byId("scene-box").hidden = !scene;
    if (!scene) return;
    const time = timeOfDay(this.#language, nearestMinute(until));
    put(byId("scene-title"), this.#say(`scene_${scene}`));
    byId("scene-times").hidden = scene === "end";
    const when = until ? this.#say(`${scene}_at`, { time }) : this.#say("no_time");
    put(byId("scene-until"), scene === "end" ? this.#say(published ? "is_public" : "not_public") : when);
  }
}

/** Seconds from now until the clock says `time` (`10:45`), today or else tomorrow; 0: it says nothing. */
function secondsUntil(time) {
  const [hours, minutes] = time.split(":").map(Number);
  if (!Number.isInteger(minutes)) return 0;
  const now = new Date();
  const left = new Date(now).setHours(hours, minutes, 0, 0) - now.getTime();
  return Math.round((left > 0 ? left : left + DAY_MS) / 1000);
}
