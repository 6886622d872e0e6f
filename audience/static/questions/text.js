// Text: {"text": "…"}.

import { fold, write, written } from "./form.js";

export const text = {
  read(form) {
    const [given] = written(form, "text");
    return given ? { text: given } : null;
  },

  fill(form, answer) {
    write(form, "text", [answer?.text ?? ""]);
  },

  attend: () => "",

  holds({ text: given = "" }, _n, key) {
    return key === `text:${fold(given)}`;
  },
};
