// Words: {"words": ["Mut", "mehr Zeit"]}.

import { fold, write, written } from "./form.js";

export const words = {
  read(form) {
    const given = written(form, "words").filter(Boolean);
    return given.length ? { words: given } : null;
  },

  fill(form, answer) {
    write(form, "words", answer?.words ?? []);
  },

  attend: () => "",

  holds({ words: given = [] }, _n, key) {
    return given.some((word) => key === `text:${fold(word)}`);
  },
};
