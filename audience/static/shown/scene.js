// What the stage shows in place of a question, in one quiet line: before the start, a break, the end.

import { put } from "../../shared/elements.js";
import { fillIn } from "../texts.js";

/** Shows it in `place`, which then is in sight; while a vote is open, that is all that matters. */
export function drawScene(place, { scene = "", until_ms: until = 0, published }, isOpen, texts, language) {
  const minute = new Date(Math.round(until / 60_000) * 60_000); // as stage and console say it
  const time = minute.toLocaleTimeString(language, { timeStyle: "short" });
  const said = texts[`scene_${scene}${until ? "_at" : ""}`];
  place.hidden = isOpen || !said;
  put(place.firstElementChild, said ? fillIn(said, { time }) : "");
  place.lastElementChild.hidden = !published;
}

/** What the page shows: a name that its style and title know. */
export function viewOf(question, { isOpen, isSlide, results }) {
  if (isOpen) return "open";
  if (!question) return "wait";
  if (isSlide) return "slide";
  return results ? "results" : "closed";
}
