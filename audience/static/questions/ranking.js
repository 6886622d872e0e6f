// Ranking: {"order": [2, 0, 1]}, options from 0 with the best first, or {"abstain": true}.

import { fillIn } from "../texts.js";
import { keepAlone, tick, ticked, told } from "./form.js";

// Places that are read back: the foot has two lines.
const MOST_RANKS_SAID = 3;

/** Each option's select; its place in this list is the option's number. */
function ranks(form) {
  return [...form.elements].filter(({ name }) => name.startsWith("place-"));
}

export const ranking = {
  read(form) {
    if (ticked(form, "abstain").length) return { abstain: true };
    const all = ranks(form);
    const order = all.map((_, n) => n).filter((n) => all[n].value);
    order.sort((a, b) => all[a].value - all[b].value);
    const left = all.map((_, n) => n).filter((n) => !order.includes(n));
    // As the server completes it: of the last one nothing else can be meant.
    if (order.length && left.length === 1 && all.length === all[0].length - 1) order.push(left[0]);
    return order.length ? { order } : null;
  },

  fill(form, answer) {
    const { order = [], abstain = false } = answer ?? {};
    ranks(form).forEach((select, n) => {
      select.value = order.includes(n) ? String(order.indexOf(n) + 1) : "";
    });
    tick(form, "abstain", abstain ? ["abstain"] : []);
  },

  /** After a change of `input`: an abstention stands alone. */
  attend(form, input = null) {
    keepAlone(form, input, () => {
      for (const select of ranks(form)) select.value = "";
      form.querySelector("[data-look=ranking]").dispatchEvent(new Event("filled"));
    });
    return "";
  },

  objection(form) {
    const taken = ranks(form).map(({ value }) => value).filter(Boolean);
    const twice = taken.find((place, n) => taken.indexOf(place) !== n);
    return twice ? fillIn(told(form).twice, { n: twice }) : "";
  },

  later: (form) => import("./later/ranking.js").then(({ draw }) => draw(form)),

  says({ order = [], abstain = false }, controls) {
    if (abstain) return controls[controls.length - 1].options[0].label;
    const first = order.slice(0, MOST_RANKS_SAID);
    const said = first.map((n, place) => `${place + 1}. ${controls[n].legend}`).join(", ");
    return order.length > MOST_RANKS_SAID ? `${said} …` : said;
  },

  holds: ({ order = [] }, _n, key) => String(order[0]) === key,
};
