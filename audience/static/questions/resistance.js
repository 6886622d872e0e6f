// Resistance: {"against": [0, 7, 10]}, 0 to 10 for each proposal, or {"abstain": true}.

import { keepAloneOf, namesFrom, tick, ticked, told } from "./form.js";

const proposalNames = (form) => namesFrom(form, "against-");

export const resistance = {
  read(form) {
    if (ticked(form, "abstain").length) return { abstain: true };
    const picked = proposalNames(form).map((name) => ticked(form, name)[0]);
    const against = picked.map((value) => (value === undefined ? null : Number(value)));
    return against.every((value) => value === null) ? null : { against };
  },

  fill(form, answer) {
    const { against = [], abstain = false } = answer ?? {};
    proposalNames(form).forEach((name, n) => {
      const value = against[n] ?? null;
      tick(form, name, value === null ? [] : [String(value)]);
    });
    tick(form, "abstain", abstain ? ["abstain"] : []);
  },

  attend: (form, input = null) => keepAloneOf(form, input, proposalNames(form)),

  objection(form) {
    const isLeftOut = (name) => !ticked(form, name).length;
    return ticked(form, "abstain").length || !proposalNames(form).some(isLeftOut)
      ? ""
      : told(form).missing;
  },

  /** A row tells of everybody's resistance. */
  holds: () => false,
};
