// Pairs: {"won": [[3, 7], [5, 0]]}, of each decided pair the one that won, and the other; `own`, what
// somebody adds.

import { fillIn } from "../texts.js";
import { namesFrom, tick, ticked, write, written } from "./form.js";

/** The statement of a value: its place in the deck, or the name of one that the audience added. */
export function placeOf(value) {
  return /^h/.test(value) ? value : Number(value);
}

/** Which of two statements comes first: those of the deck do. */
export function inTurn(a, b) {
  const isLater = typeof a === typeof b ? a > b : typeof a === "string";
  return isLater ? 1 : Number(a !== b) && -1;
}

/**
 * The groups of a control of which some of its options, `found` by name, are asked each time; then
 * those about what the audience added, as `form.py` has them.
 *
 * @param {Map<string, any[]>} found
 */
export function asked(found, own, { options, joined = 0, often = 0, together = 2, paired, parts, ...control }) {
  for (const added of joined ? options.slice(-joined) : []) {
    const start = parseInt(added.value.slice(1, 5), 16);
    for (let n = 0; n < often; n += 1) {
      const at = (k) => own[(start + n * (together - 1) + k) % own.length];
      const beside = Array.from({ length: together - 1 }, (_, k) => at(k));
      beside.splice(Number(beside[0].value) % together, 0, added);
      found.set(nameOf(beside), beside);
    }
  }
  return [...found].flatMap(([name, each], n) => (parts ?? [control.legend]).map((legend, part) => ({
    ...control,
    name: [control.name, ...(parts ? [part] : []), name].join("-"),
    legend: `${legend} (${n + 1}/${found.size})`,
    options: each,
    for_script: n || part ? undefined : control.for_script,
  })));
}

/** What a group of options is called: by their statements. */
export function nameOf(options) {
  return options.map(({ value }) => placeOf(value)).sort(inTurn).join("-");
}

export const pairs = {
  /** A group for each pair of options that is asked, neighbours first, as `form.py` has it. */
  asked(control) {
    const { options, paired, joined = 0 } = control;
    const own = options.slice(0, options.length - joined);
    const found = new Map();
    const places = own.map((_, n) => n);
    const turns = [...places.filter((n) => n % 2 === 0), ...places.filter((n) => n % 2)];
    for (let far = 1; far <= own.length / 2; far += 1) {
      for (const n of turns) {
        const pair = [own[n], own[(n + far) % own.length]];
        const name = nameOf(pair);
        if (found.size < paired && !found.has(name)) found.set(name, pair);
      }
    }
    return asked(found, own, control);
  },

  read(form) {
    const won = namesFrom(form, "pair-").flatMap((name) => {
      const ends = name.split("-").slice(1).map(placeOf);
      return ticked(form, name).map(placeOf).map((best) => [best, ends.find((end) => end !== best)]);
    });
    won.sort((a, b) => inTurn(a[0], b[0]) || inTurn(a[1], b[1]));
    const [own] = written(form, "own");
    return won.length || own ? { won, ...(own ? { own } : {}) } : null;
  },

  fill(form, answer) {
    const won = new Map((answer?.won ?? []).map((pair) => {
      return [`pair-${[...pair].sort(inTurn).join("-")}`, String(pair[0])];
    }));
    for (const name of namesFrom(form, "pair-")) tick(form, name, [won.get(name)]);
    write(form, "own", [answer?.own]);
  },

  attend: () => "",

  later: (form) => import("./later/pairs.js").then(({ draw }) => draw(form)),
  grow: (groups, drawn) => import("./later/pairs.js").then(({ grow }) => grow(groups, drawn())),

  says({ won, own }, [{ for_script: said }]) {
    const decided = won.length && fillIn(won.length === 1 ? said.one : said.many, { n: won.length });
    return [decided, own && `“${own}”`].filter(Boolean).join(", ");
  },

  /** A row tells of everybody's decisions. */
  holds: () => false,
};
