// Choice: {"options": [0, 2], "other": "…"} or {"abstain": true}.

import { named, tick, ticked, told, write, written } from "./form.js";

export const choice = {
  read(form) {
    const picked = ticked(form, "options");
    if (picked.includes("abstain")) return { abstain: true };
    const options = picked.filter((value) => value !== "other").map(Number);
    const other = picked.includes("other") ? (written(form, "other")[0] ?? "") : "";
    if (!options.length && !other) return null;
    const [reason = ""] = written(form, "reason");
    return { options, ...(other && { other }), ...(reason && { reason }) };
  },

  fill(form, answer) {
    const { options = [], other = "", reason = "", abstain = false } = answer ?? {};
    const values = options.map(String);
    if (other) values.push("other");
    if (abstain) values.push("abstain");
    tick(form, "options", values);
    write(form, "other", [other]);
    write(form, "reason", [reason]);
    choice.attend(form);
  },

  /** After a change of `input`: an abstention stands alone, and no more than `most` are chosen. */
  attend(form, input = null) {
    const inputs = named(form, "options");
    const [text] = named(form, "other");
    if (input && input === text && input.value) {
      const other = inputs.find(({ value }) => value === "other");
      other.checked = true;
      return choice.attend(form, other);
    }
    if (input?.name === "options" && input.checked && input.type === "checkbox") {
      const isLoner = input.value === "abstain";
      for (const each of inputs) {
        if (each !== input && (isLoner || each.value === "abstain")) each.checked = false;
      }
      const most = Number(input.closest("[data-most]").dataset.most);
      if (ticked(form, "options").length > most) {
        input.checked = false;
        return "at_most";
      }
    }
    return "";
  },

  objection(form) {
    const { least, too_few: said } = told(form);
    return ticked(form, "options").includes("abstain") ||
      ticked(form, "options").length >= Number(least ?? 1)
      ? ""
      : said;
  },

  later: async (form) => {
    if (form.querySelector("[data-look=pictures]")) (await import("./later/pictures.js")).draw(form);
  },

  /** Whether the answer holds the row `key` of the series number `n`. */
  holds({ options = [], other = "" }, _n, key) {
    return options.map(String).includes(key) || (key === "other" && Boolean(other));
  },
};
