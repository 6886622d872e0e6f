/** Of a question that is made of others: which result is in sight, here and on the stage. */

import { byId, element, put } from "../../shared/elements.js";

/** @param {(action: "part", number: number) => void} act */
export function chooseParts(act) {
  const list = /** @type {HTMLSelectElement} */ (byId("part"));
  list.addEventListener("change", () => act("part", Number(list.value)));
}

/** The list of results, with the one in sight. */
export function drawParts({ part = 0, parts = [] }, say) {
  byId("part-box").hidden = parts.length === 0;
  const list = /** @type {HTMLSelectElement} */ (byId("part"));
  const names = parts.length ? [say("part_whole"), ...parts.map((prompt, n) => `${n + 1} · ${prompt}`)] : [];
  while (list.options.length > names.length) list.lastElementChild.remove();
  while (list.options.length < names.length) list.append(element("option", { value: list.options.length }));
  for (const [n, name] of names.entries()) put(list.options[n], name);
  list.value = String(part);
}
