// Scale: {"steps": [4, null, 2]}, a step or null for each statement, or {"abstain": true}.

import { keepAloneOf, namesFrom, tick, ticked } from "./form.js";

const statements = (form) => namesFrom(form, "step-");

export const scale = {
  read(form) {
    const picked = statements(form).map((name) => ticked(form, name)[0]);
    // One statement offers it among its steps, several as a box of its own.
    if (picked.includes("abstain") || ticked(form, "abstain").length) return { abstain: true };
    const steps = picked.map((value) => (value === undefined ? null : Number(value)));
    return steps.every((step) => step === null) ? null : { steps };
  },

  fill(form, answer) {
    const { steps = [], abstain = false } = answer ?? {};
    const all = statements(form);
    all.forEach((name, place) => {
      const step = abstain && all.length === 1 ? "abstain" : (steps[place] ?? null);
      tick(form, name, step === null ? [] : [String(step)]);
    });
    tick(form, "abstain", abstain ? ["abstain"] : []);
  },

  /** A finger that moves along a slider picks the stop under it; a tap and the arrow keys do too. */
  draw(form) {
    for (const slider of form.querySelectorAll("[data-look~=slider]")) {
      slider.addEventListener("pointermove", ({ buttons, clientX, clientY }) => {
        const under = buttons ? document.elementFromPoint(clientX, clientY) : null;
        const stop = under?.closest(".option")?.querySelector("input");
        if (!stop || stop.checked || stop.disabled || !slider.contains(stop)) return;
        stop.checked = true;
        stop.dispatchEvent(new Event("input", { bubbles: true }));
      });
    }
  },

  attend: (form, input = null) => keepAloneOf(form, input, statements(form)),

  holds({ steps = [] }, n, key) {
    return steps[n] !== undefined && String(steps[n]) === key;
  },
};
