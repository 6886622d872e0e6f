// Stars: {"stars": 4}.

import { named, write, written } from "./form.js";

export const stars = {
  read(form) {
    const given = Number(written(form, "stars")[0]);
    return given ? { stars: given } : null;
  },

  fill(form, answer) {
    write(form, "stars", answer ? [String(answer.stars)] : []);
    stars.attend(form);
  },

  /** Shows the number as stars beside its field. */
  draw(form) {
    const shown = document.createElement("output");
    form.querySelector('[data-look="stars"]').append(shown);
  },

  attend(form) {
    const given = Number(named(form, "stars")[0].value) || 0;
    form.querySelector("output").textContent = "★".repeat(given);
    return "";
  },

  holds: ({ stars: given }, _n, key) => String(given) === key,
};
