// Pairs: {"won": [[3, 7], [5, 0]]}, of each decided pair the one that won, and the other.

import { fillIn } from "../texts.js";
import { namesFrom, tick, ticked } from "./form.js";

export const pairs = {
  read(form) {
    const won = namesFrom(form, "pair-").flatMap((name) => {
      const [, one, other] = name.split("-").map(Number);
      return ticked(form, name).map((value) => [Number(value), one + other - Number(value)]);
    });
    return won.length ? { won: won.sort((a, b) => a[0] - b[0] || a[1] - b[1]) } : null;
  },

  fill(form, answer) {
    const won = new Map((answer?.won ?? []).map(([one, other]) => {
      return [`pair-${Math.min(one, other)}-${Math.max(one, other)}`, String(one)];
    }));
    for (const name of namesFrom(form, "pair-")) tick(form, name, [won.get(name)]);
  },

  attend: () => "",

  later: (form) => import("./later/pairs.js").then(({ draw }) => draw(form)),

  says({ won }, [{ for_script: said }]) {
    return fillIn(won.length === 1 ? said.one : said.many, { n: won.length });
  },

  /** A row tells of everybody's decisions. */
  holds: () => false,
};
