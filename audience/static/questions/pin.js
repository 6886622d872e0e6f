// Pin: {"area": 2, "at": [12, 30]}, column and row from 1, or the area alone; or {"abstain": true}.

import { named, tick, ticked, told, write, written } from "./form.js";

const CELLS = 40;

/** Column and row that are chosen; "" where one is not. */
const place = (form) => named(form, "at").map(({ value }) => value);

/** The number of the first area that holds a cell; that after the last where none does. */
function areaOf({ areas }, at) {
  const all = areas.split(";").map((area) => area.split(",").map(Number));
  const [x, y] = at.map((n) => ((n - 0.5) * 100) / CELLS);
  const isIn = (n, start, length) => n >= start && n - start < length;
  const found = all.findIndex(([left, top, width, height]) => isIn(x, left, width) && isIn(y, top, height));
  return found < 0 ? all.length : found;
}

export const pin = {
  read(form) {
    const [area] = ticked(form, "area");
    if (area === "abstain") return { abstain: true };
    const at = place(form).filter(Boolean).map(Number);
    if (at.length === 2) return { area: areaOf(told(form), at), at };
    return area === undefined ? null : { area: Number(area) };
  },

  fill(form, answer) {
    const { area, at = [], abstain = false } = answer ?? {};
    tick(form, "area", [abstain ? "abstain" : String(area)]);
    write(form, "at", at.map(String));
  },

  /** After a change of `input`: a point lies in its area, and another area takes the point away. */
  attend(form, input = null) {
    const at = place(form);
    if (input?.name === "area") write(form, "at", []);
    else if (input && at.every(Boolean)) tick(form, "area", [String(areaOf(told(form), at.map(Number)))]);
    form.querySelector("[data-look=pin]").dispatchEvent(new Event("filled"));
    return "";
  },

  objection: (form) => (written(form, "at").filter(Boolean).length === 1 ? told(form).half : ""),

  later: (form) => import("./later/pin.js").then(({ draw }) => draw(form, told(form))),

  says({ area, abstain = false }, controls) {
    const { options } = controls[0];
    return options.find(({ value }) => value === (abstain ? "abstain" : String(area))).label;
  },

  holds: ({ area }, _n, key) => String(area) === key,
};
