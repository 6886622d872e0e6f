// Best and worst: {"sets": [[3, 0, 5, 7]]}, of each set the best one first and the worst one last;
// `own`, what somebody adds.

import { fillIn } from "../texts.js";
import { named, namesFrom, tick, ticked, told, write, written } from "./form.js";
import { asked, inTurn, nameOf, placeOf } from "./pairs.js";

/** Of each set its statements, the two groups that ask about it, and what is chosen there. */
function setsOf(form) {
  return namesFrom(form, "set-0-").map((name) => {
    const groups = [name, name.replace("set-0", "set-1")];
    const [best, worst] = groups.map((each) => ticked(form, each).map(placeOf)[0]);
    return { all: name.split("-").slice(2).map(placeOf), groups, best, worst };
  });
}

/** `together` of the options: those that were in fewest sets, then those that met fewest of these. */
function nextSet(options, together, met) {
  const often = (...of) => met.get(of.join("|")) ?? 0;
  const meet = (...of) => met.set(of.join("|"), often(...of) + 1);
  const chosen = [];
  const beside = (one) => chosen.reduce((sum, { value }) => sum + often(one.value, value), 0);
  while (chosen.length < together) {
    const left = options.filter((option) => !chosen.includes(option));
    // Sorting keeps the order of those that are level.
    left.sort((a, b) => often(a.value) - often(b.value) || beside(a) - beside(b));
    chosen.push(left[0]);
  }
  for (const one of chosen) {
    meet(one.value);
    for (const other of chosen) meet(one.value, other.value);
  }
  return chosen;
}

export const maxdiff = {
  /** A group for each part of each set of options that is asked, as `form.py` has it. */
  asked(control) {
    const { options, paired, together, joined = 0 } = control;
    const own = options.slice(0, options.length - joined);
    const found = new Map();
    const met = new Map();
    for (let n = 0; n < paired; n += 1) {
      const chosen = nextSet(own, together, met);
      if (!found.has(nameOf(chosen))) found.set(nameOf(chosen), chosen);
    }
    return asked(found, own, control);
  },

  read(form) {
    const whole = setsOf(form).filter(({ best, worst }) => best !== undefined && worst !== undefined);
    const sets = whole.map(({ all, best, worst }) => {
      return [best, ...all.filter((n) => n !== best && n !== worst).sort(inTurn), worst];
    });
    // As the server sorts them: by the first that differs.
    sets.sort((a, b) => a.map((n, place) => inTurn(n, b[place])).find(Boolean) ?? 0);
    const [own] = written(form, "own");
    return sets.length || own ? { sets, ...(own ? { own } : {}) } : null;
  },

  fill(form, answer) {
    const said = new Map((answer?.sets ?? []).map((set) => [[...set].sort(inTurn).join(), set]));
    for (const { all, groups } of setsOf(form)) {
      const set = said.get([...all].sort(inTurn).join());
      tick(form, groups[0], [String(set?.[0])]);
      tick(form, groups[1], [String(set?.[set.length - 1])]);
    }
    write(form, "own", [answer?.own]);
  },

  /** What is best cannot be worst, too. */
  attend(form) {
    for (const { groups, best } of setsOf(form)) {
      for (const input of named(form, groups[1])) {
        const isBest = placeOf(input.value) === best;
        input.closest("label").hidden = isBest;
        if (isBest) input.checked = false;
      }
    }
    return "";
  },

  /** A set of which only the best, or only the worst, was chosen. */
  objection(form) {
    const isHalf = setsOf(form).some(({ best, worst }) => (best === undefined) !== (worst === undefined));
    return isHalf ? told(form).half : "";
  },

  later: (form) => import("./later/pairs.js").then(async ({ draw }) => {
    await draw(form);
    maxdiff.attend(form);
    form.querySelector("[data-look=pairs]")?.addEventListener("filled", () => maxdiff.attend(form));
  }),

  grow: (groups, drawn) => import("./later/pairs.js").then(({ grow }) => grow(groups, drawn())),

  says({ sets, own }, [{ for_script: said }]) {
    const decided = sets.length && fillIn(sets.length === 1 ? said.one : said.many, { n: sets.length });
    return [decided, own && `“${own}”`].filter(Boolean).join(", ");
  },

  /** A row tells of everybody's choices. */
  holds: () => false,
};
