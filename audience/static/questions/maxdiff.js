// Best and worst: {"sets": [[3, 0, 5, 7]]}, of each set the best one first and the worst one last.

import { fillIn } from "../texts.js";
import { namesFrom, named, tick, ticked, told } from "./form.js";

const compared = (a, b) => a - b;

/** Of each set its statements, the two groups that ask about it, and what is chosen there. */
function setsOf(form) {
  return namesFrom(form, "set-0-").map((name) => {
    const groups = [name, name.replace("set-0", "set-1")];
    const [best, worst] = groups.map((each) => ticked(form, each).map(Number)[0] ?? -1);
    return { all: name.split("-").slice(2).map(Number), groups, best, worst };
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
  asked({ options, paired, together, parts, for_script: said, ...control }) {
    const found = new Map();
    const met = new Map();
    for (let n = 0; n < paired; n += 1) {
      const chosen = nextSet(options, together, met);
      const name = chosen.map(({ value }) => value).sort(compared).join("-");
      if (!found.has(name)) found.set(name, chosen);
    }
    return [...found].flatMap(([name, chosen], n) => parts.map((legend, part) => ({
      ...control,
      name: `${control.name}-${part}-${name}`,
      legend: `${legend} (${n + 1}/${found.size})`,
      options: chosen,
      for_script: n || part ? undefined : said,
    })));
  },

  read(form) {
    const whole = setsOf(form).filter(({ best, worst }) => Math.min(best, worst) >= 0);
    const sets = whole.map(({ all, best, worst }) => {
      return [best, ...all.filter((n) => n !== best && n !== worst).sort(compared), worst];
    });
    // As the server sorts them: by the first number that differs.
    sets.sort((a, b) => a.map((n, place) => n - b[place]).find(Boolean) ?? 0);
    return sets.length ? { sets } : null;
  },

  fill(form, answer) {
    const said = new Map((answer?.sets ?? []).map((set) => [[...set].sort(compared).join(), set]));
    for (const { all, groups } of setsOf(form)) {
      const set = said.get([...all].sort(compared).join());
      tick(form, groups[0], [String(set?.[0])]);
      tick(form, groups[1], [String(set?.[set.length - 1])]);
    }
  },

  /** What is best cannot be worst, too. */
  attend(form) {
    for (const { groups, best } of setsOf(form)) {
      for (const input of named(form, groups[1])) {
        const isBest = Number(input.value) === best;
        input.closest("label").hidden = isBest;
        if (isBest) input.checked = false;
      }
    }
    return "";
  },

  /** A set of which only the best, or only the worst, was chosen. */
  objection(form) {
    const isHalf = setsOf(form).some(({ best, worst }) => (best < 0) !== (worst < 0));
    return isHalf ? told(form).half : "";
  },

  later: (form) => import("./later/pairs.js").then(async ({ draw }) => {
    await draw(form);
    maxdiff.attend(form);
    form.querySelector("[data-look=pairs]")?.addEventListener("filled", () => maxdiff.attend(form));
  }),

  says({ sets }, [{ for_script: said }]) {
    return fillIn(sets.length === 1 ? said.one : said.many, { n: sets.length });
  },

  /** A row tells of everybody's choices. */
  holds: () => false,
};
