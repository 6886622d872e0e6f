// Grid: {"at": [[3, 8], null]}, across and up for each item, or {"abstain": true}.

import { fillIn } from "../texts.js";
import { keepAlone, named, namesFrom, tick, ticked, told } from "./form.js";

// Items that are read back: the foot has two lines.
const MOST_PLACED_SAID = 3;

/** The two selects of each item. */
function axesOf(form) {
  return namesFrom(form, "at-").map((name) => named(form, name));
}

export const grid = {
  read(form) {
    if (ticked(form, "abstain").length) return { abstain: true };
    const steps = (axes) => axes.map(({ value }) => (value === "" ? null : Number(value)));
    const at = axesOf(form).map(steps).map((place) => (place.every((n) => n === null) ? null : place));
    return at.every((place) => place === null) ? null : { at };
  },

  fill(form, answer) {
    const { at = [], abstain = false } = answer ?? {};
    for (const [n, axes] of axesOf(form).entries()) {
      for (const [axis, list] of axes.entries()) list.value = String(at[n]?.[axis] ?? "");
    }
    tick(form, "abstain", abstain ? ["abstain"] : []);
  },

  /** After a change of `input`: an abstention stands alone. */
  attend(form, input = null) {
    keepAlone(form, input, () => {
      for (const list of axesOf(form).flat()) list.value = "";
      form.querySelector("[data-look=grid]").dispatchEvent(new Event("filled"));
    });
    return "";
  },

  objection(form) {
    const isHalf = ([x, y]) => (x.value === "") !== (y.value === "");
    const half = axesOf(form).find(isHalf);
    const item = half?.[0].closest("fieldset").querySelector("legend").textContent;
    return half ? fillIn(told(form).half, { item }) : "";
  },

  later: (form) => import("./later/grid.js").then(({ draw }) => draw(form)),

  says({ at = [], abstain = false }, controls) {
    if (abstain) return controls[controls.length - 1].options[0].label;
    const placed = at.map((place, n) => place && `${controls[n].legend} (${place.join(", ")})`);
    const said = placed.filter(Boolean);
    return `${said.slice(0, MOST_PLACED_SAID).join(", ")}${said.length > MOST_PLACED_SAID ? " …" : ""}`;
  },

  /** A row tells of the mean of all. */
  holds: () => false,
};
