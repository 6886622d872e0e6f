// Points: {"points": [40, 0, 60]}, a number for each option, or {"abstain": true}.

import { fillIn } from "../texts.js";
import { keepAlone, tick, ticked, told } from "./form.js";

// Options that are read back: the foot has two lines.
const MOST_GIVEN_SAID = 3;

/** Each option's field; its place in this list is the option's number. */
function purses(form) {
  return [...form.elements].filter(({ name }) => name.startsWith("points-"));
}

/** What the numbers take of the total, but for the field `except`. */
function spent(form, except = null) {
  const isSquared = Boolean(told(form).squared);
  const given = purses(form).filter((field) => field !== except).map(({ value }) => Number(value));
  return given.reduce((sum, n) => sum + (isSquared ? n * n : n), 0);
}

export const points = {
  read(form) {
    if (ticked(form, "abstain").length) return { abstain: true };
    const given = purses(form).map(({ value }) => Number(value) || 0);
    return given.some((n) => n > 0) ? { points: given } : null;
  },

  fill(form, answer) {
    const { points: given = [], abstain = false } = answer ?? {};
    purses(form).forEach((field, n) => {
      field.value = given[n] ? String(given[n]) : "";
    });
    tick(form, "abstain", abstain ? ["abstain"] : []);
    points.attend(form);
  },

  /** Says what is left, over the fields. */
  draw(form) {
    if (form.querySelector(".purse")) return;
    const line = document.createElement("p");
    line.className = "purse";
    line.setAttribute("role", "status");
    form.querySelector("[data-look=points]").before(line);
    points.attend(form);
  },

  /** After a change of `input`: nobody spends more than there is, and an abstention stands alone. */
  attend(form, input = null) {
    const { total, squared, left, all, over } = told(form);
    keepAlone(form, input, () => {
      for (const field of purses(form)) field.value = "";
    });
    let isOver = false;
    if (purses(form).includes(input) && spent(form) > Number(total)) {
      const room = Number(total) - spent(form, input);
      const step = Number(input.step) || 1;
      const most = squared ? Math.floor(Math.sqrt(room)) : room;
      input.value = String(Math.floor(most / step) * step || "");
      isOver = true;
    }
    const rest = Number(total) - spent(form);
    const line = form.querySelector(".purse");
    const text = rest > 0 ? fillIn(left, { n: rest, all: total }) : all;
    if (line && line.textContent !== text) line.textContent = text;
    for (const group of form.querySelectorAll(".group")) group.dispatchEvent(new Event("counted"));
    return isOver ? over : "";
  },

  /** A number that the field cannot hold; the browser says which one would be right. */
  objection(form) {
    const wrong = purses(form).find((field) => !field.validity.valid);
    return wrong ? wrong.validationMessage : "";
  },

  later: (form) => import("./later/points.js").then(({ draw }) => draw(form)),

  says({ points: given = [], abstain = false }, controls) {
    if (abstain) return controls[controls.length - 1].options[0].label;
    const most = given.map((_, n) => n).filter((n) => given[n] > 0);
    most.sort((a, b) => given[b] - given[a] || a - b);
    const first = most.slice(0, MOST_GIVEN_SAID).map((n) => `${controls[n].legend} ${given[n]}`);
    return `${first.join(", ")}${most.length > MOST_GIVEN_SAID ? " …" : ""}`;
  },

  holds: ({ points: given = [] }, _n, key) => given[Number(key)] > 0,
};
