// Number: {"number": 12.5}; what cannot be read as one number goes as it was written, and is refused.

import { named, told, write } from "./form.js";

const MOST_NUMBER_DIGITS = 12;

/** The numbers that a text can mean, as `numbers.py` reads them: none, one or two. */
function numberReadings(text) {
  const bare = text.replace(/[\s'’]+/g, "");
  const [, minus, digits] = /^(?:([-−–])|\+)?([0-9][0-9.,]*|[.,][0-9]+)$/.exec(bare) ?? [];
  if (!digits) return [];
  const marks = digits.match(/[.,]/g) ?? [];
  const last = marks[marks.length - 1];
  const others = new Set(marks.slice(0, -1));
  const whole = digits.slice(0, digits.lastIndexOf(last));
  const isGrouped = (part) => /^[0-9]{1,3}(\.[0-9]{3})+$|^[0-9]{1,3}(,[0-9]{3})+$/.test(part);
  const found = new Set();
  if (!marks.length) found.add(digits);
  else {
    if (!others.size || (others.size === 1 && !others.has(last) && isGrouped(whole))) {
      const rest = digits.slice(digits.lastIndexOf(last) + 1);
      found.add(`${whole.replace(/[.,]/g, "") || "0"}.${rest || "0"}`);
    }
    const isOne = marks.every((mark) => mark === last);
    if (isOne && isGrouped(digits) && !digits.startsWith("0")) {
      found.add(digits.replace(/[.,]/g, ""));
    }
  }
  return [...found]
    .filter((each) => each.replace(".", "").length <= MOST_NUMBER_DIGITS)
    .map((each) => (minus ? `-${each}` : each));
}

/** What a text can mean, and what of it may be answered: numbers. */
function whatNumber(form) {
  const { unit, decimals, low, high } = told(form);
  let text = named(form, "number")[0].value.trim();
  if (unit && text.endsWith(unit)) text = text.slice(0, -unit.length);
  const found = numberReadings(text);
  // Of two readings, 1.000 has three places, zeros or not; 12,0 alone is a whole number.
  const ends = found.length > 1 ? "" : /0+$/;
  const isPrecise = (each) => (each.split(".")[1] ?? "").replace(ends, "").length <= decimals;
  const precise = found.filter(isPrecise).map(Number);
  const fitting = precise.filter(
    (number) => (low === "" || number >= Number(low)) && (high === "" || number <= Number(high)),
  );
  return { text, found, precise, fitting };
}

/** A number with its decimal mark; with marks for thousands where it is to be read. */
function numberText(number, { mark, group = "" }) {
  const [whole, rest] = String(Math.abs(number)).split(".");
  const isLong = group && whole.length > 4;
  const grouped = isLong ? whole.replace(/\B(?=([0-9]{3})+$)/g, group) : whole;
  return { sign: number < 0, text: rest ? `${grouped}${mark}${rest}` : grouped };
}

export const number = {
  read(form) {
    const { text, fitting } = whatNumber(form);
    if (!text) return null;
    return { number: fitting.length === 1 ? fitting[0] : text };
  },

  fill(form, answer) {
    const given = answer?.number ?? "";
    if (typeof given === "string") return write(form, "number", [given]);
    const { sign, text } = numberText(given, { mark: told(form).mark });
    const isUnclear = numberReadings(text).length > 1;
    return write(form, "number", [`${sign ? "-" : ""}${text}${isUnclear ? "0" : ""}`]);
  },

  /** A keypad of digits, where no minus is needed: it has none. */
  draw(form) {
    if (Number(told(form).low || -1) >= 0) named(form, "number")[0].inputMode = "decimal";
  },

  attend: () => "",

  objection(form) {
    const { found, precise, fitting } = whatNumber(form);
    const said = told(form);
    if (fitting.length === 1) return "";
    if (fitting.length) return said.unclear;
    if (!found.length) return said.no_number;
    return precise.length ? said.bounds : said.places;
  },

  says({ number: given }, [{ for_script: said }]) {
    if (typeof given === "string") return given;
    const { sign, text } = numberText(given, said);
    return `${sign ? "−" : ""}${text}${said.unit ? `\u00a0${said.unit}` : ""}`;
  },

  holds({ number: given }, _n, key) {
    const [low, high] = key.split(":");
    return (low === "" || given >= Number(low)) && (high === "" || given < Number(high));
  },
};
