/** The screens around a show on the stage: before the start, the break, the end. */

import { digits, nearestMinute, timeOfDay } from "../../shared/clock.js";
import { byId, put } from "../../shared/elements.js";
import { face } from "../state.js";

/** Seconds before the start from which on the time that is left is counted down, and not told. */
const COUNTED = 3600;

/** Whether the screen before the start is up, and not only the panel that says how to join. */
export function isStart(snapshot) {
  return face(snapshot) === "welcome" && snapshot.scene === "start" && !snapshot.join;
}

/** What stands over the middle, as [where, title]; null where the question does. */
export function heading(snapshot, say) {
  const { event, poll, scene } = snapshot;
  if (face(snapshot) === "pause") return [`${event} · ${poll}`, say("pause")];
  return isStart(snapshot) || (scene && face(snapshot) === scene) ? [event, poll] : null;
}

/** Put on the page what changes with a snapshot. */
export function drawScene(snapshot, say, language) {
  const start = isStart(snapshot);
  document.body.classList.toggle("is-start", start);
  byId("motto").hidden = !start || !snapshot.motto;
  put(byId("motto"), snapshot.motto ?? "");
  const { here } = snapshot;
  put(byId("here"), here ? say("here", { n: here }) : "");
  byId("here-large").hidden = !start || !here;
  byId("here").hidden = start;
  put(byId("here-number"), new Intl.NumberFormat(language).format(here));
  put(byId("here-words"), say("are_here", { n: here }));
  byId("way-to-results").hidden = !snapshot.published;
  const qr = byId("results-qr");
  if (snapshot.published && !qr.getAttribute("src")) qr.setAttribute("src", qr.dataset.src);
}

/** Put on the page what changes with the time. */
export function tickScene(snapshot, clock, say, language) {
  const { until_ms: until = 0 } = snapshot;
  const left = until ? clock.secondsLeft(until) : 0;
  const time = timeOfDay(language, nearestMinute(until));
  const counts = left > 0 && left < COUNTED;
  byId("starts").hidden = !isStart(snapshot) || !until;
  put(byId("starts-words"), say(left === 0 ? "starts_now" : counts ? "starts_in" : "starts_at"));
  put(byId("starts-time"), left === 0 ? "" : counts ? digits(left) : time);
  put(byId("time"), timeOfDay(language));
  put(byId("goes-on"), until ? say(left ? "goes_on_at" : "goes_on_now", { time }) : "");
}
