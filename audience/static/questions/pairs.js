// Pairs: {"won": [[3, 7], [5, 0]]}, of each decided pair the one that won, and the other.

import { fillIn } from "../texts.js";
import { namesFrom, tick, ticked } from "./form.js";

export const pairs = {
  /** A group for each pair of options that is asked, neighbours first, as `form.py` has it. */
  asked({ options, paired, for_script: said, ...control }) {
    const found = new Map();
    const places = options.map((_, n) => n);
    const inTurn = [...places.filter((n) => n % 2 === 0), ...places.filter((n) => n % 2)];
    for (let far = 1; far <= options.length / 2; far += 1) {
      for (const n of inTurn) {
        const pair = [options[n], options[(n + far) % options.length]];
        const name = pair.map(({ value }) => value).sort((one, other) => one - other).join("-");
        if (found.size < paired && !found.has(name)) found.set(name, pair);
      }
    }
    return [...found].map(([name, pair], n) => ({
      ...control,
      name: `${control.name}-${name}`,
      legend: `${control.legend} (${n + 1}/${found.size})`,
      options: pair,
      for_script: n ? undefined : said,
    }));
  },

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
