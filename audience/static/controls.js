// Draws a question's form from its controls, exactly as `templates/controls.html` does.
//
// A test compares the two. Choices are native radios and checkboxes in a fieldset.

import { element } from "../shared/elements.js";
import { kinds } from "./kinds.js";
import { fillIn } from "./texts.js";

// Statements that are read back by name: the foot has two lines.
const MOST_RATED_SAID = 3;

/**
 * The groups of the question's form.
 *
 * @param {string} order that shuffled options have on this phone; "": as the deck has them
 */
export function controls(question, order = "") {
  let before = [];
  return question.controls.flatMap((sent) => {
    // Statements share their options: they are sent once.
    const control = sent.same ? { ...sent, options: before } : arranged(sent, question.id, order);
    before = control.options;
    const all = control.paired ? kinds[question.kind].asked(control) : [control];
    return all.map((each) => groupOf(each, question.prompt));
  });
}

function groupOf(control, prompt) {
  if (control.parts) return grouped(control);
  if (control.type === "select") return element("div", group(control), select(control));
  if (control.options?.length) return choices(control, prompt);
  if (control.most > 1) return fields(control);
  return element("div", group(control), field(control, control.legend));
}

/** `control` with its shuffled options in this phone's order for this question, as `form.py` has it. */
function arranged(control, question, order) {
  if (!order || !control.shuffled) return control;
  const options = control.options.slice(0, control.shuffled);
  const place = ({ value }) => mixed(`${value}|${order}|${question}`);
  options.sort((one, other) => place(one) - place(other));
  return { ...control, options: [...options, ...control.options.slice(control.shuffled)] };
}

/** 32 bits of ASCII `text`: FNV-1a, mixed as by MurmurHash3, since FNV leaves order behind. */
function mixed(text) {
  let bits = 2166136261;
  for (const letter of text) bits = Math.imul(bits ^ letter.charCodeAt(0), 16777619);
  for (const [shift, factor] of [[16, 0x85ebca6b], [13, 0xc2b2ae35], [16, 1]]) {
    bits = Math.imul(bits ^ (bits >>> shift), factor);
  }
  return bits >>> 0;
}

/** A group's own attributes: what the kind may make of it (`look`), and what it needs to do so. */
function group({ look, for_script: told }) {
  return {
    class: "group",
    "data-look": look ?? null,
    "data-for-script": told ? JSON.stringify(told) : null,
  };
}

/** Several selects of one name, each with its own. */
function grouped(control) {
  const lists = control.parts.map((legend) => select({ ...control, legend }));
  return element("fieldset", group(control), element("legend", {}, control.legend), ...lists);
}

function select({ name, legend, options, low = 0, high = 0 }) {
  const numbers = Array.from({ length: high - low + 1 }, (_, n) => String(low + n));
  const counted = numbers.map((n) => ({ value: n, label: n }));
  const lines = (options ?? [{ value: "", label: "–" }, ...counted]).map(({ value, label }) => element("option", { value }, label));
  const list = element("select", { name, autocomplete: "off" }, ...lines);
  return element("label", { class: "field" }, element("span", {}, legend), list);
}

function choices(control, prompt) {
  const { name, type, legend, options, most } = control;
  const title = element("legend", legend ? {} : { class: "unseen" }, legend || prompt);
  const boxes = options.map(({ value, label }) =>
    element(
      "label",
      { class: "option" },
      element("input", { type, name, value }),
      optionLabel(label, control.look),
    ),
  );
  const attributes = { ...group(control), "data-most": most ?? 0 };
  return element("fieldset", attributes, title, ...ends(control), ...boxes);
}

/** What the numbers at the ends of a row of steps mean; each is heard with its number. */
function ends({ look = "", options }) {
  if (!look.includes("row")) return [];
  const words = options.map(({ label }) => parted(label, " · ")[1]).filter(Boolean);
  const spans = words.map((said) => element("span", {}, said));
  return [element("p", { class: "ends", "aria-hidden": "true" }, ...spans)];
}

function optionLabel(label, look = "") {
  if (look.includes("row")) {
    const [step, words] = parted(label, " · ");
    const unseen = words ? [element("span", { class: "unseen" }, ` · ${words}`)] : [];
    const stop = look.includes("slider") && /^[0-9]/.test(step) ? { class: "stop" } : {};
    return element("span", stop, step, ...unseen);
  }
  const [face, words] = parted(label, " ");
  return look === "faces" && /^\P{L}/u.test(face)
    ? element("span", {}, element("span", { class: "face", "aria-hidden": "true" }, face), ` ${words}`)
    : element("span", {}, label);
}

/** What stands before and after the first `mark`; nothing after it where there is none. */
function parted(text, mark) {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + mark.length)];
}

function fields(control) {
  const numbers = Array.from({ length: control.most }, (_, place) => place + 1);
  const title = element("legend", {}, control.legend);
  const inputs = numbers.map((n) => field(control, `${n}.`));
  return element("fieldset", group(control), title, ...inputs);
}

function field({ name, type, length, low, high, step }, title) {
  const range = { min: low ?? 0, max: high ?? 0, step: step ?? null };
  const bounds = type === "number" ? range : { maxlength: length };
  const attributes = { name, ...bounds, autocomplete: "off" };
  const input =
    type === "textarea"
      ? element("textarea", { ...attributes, rows: 4 })
      : element("input", { type, ...attributes });
  return element("label", { class: "field" }, element("span", {}, title), input);
}

/** What an answer says, in words: the labels of what it ticks, and what it wrote. */
export function inWords(question, answer, texts) {
  const { says } = kinds[question.kind];
  if (says) return says(answer, question.controls, question, texts);
  const form = element("form", {}, ...controls(question));
  kinds[question.kind].draw?.(form);
  kinds[question.kind].fill(form, answer);
  const inputs = [...form.elements].filter((input) => input.name);
  const written = inputs.filter(({ type, value }) => /^text|^number/.test(type) && value);
  // A box that stands for a text is silent: the text speaks.
  const speaks = ({ value }) => !written.some(({ name }) => name === value);
  const ticks = inputs.filter((input) => input.checked && speaks(input));
  const labels = ticks.map((input) => input.parentElement.textContent);
  const asked = question.controls.filter(({ type }) => type === "radio").length;
  const rated = ticks.filter(({ type }) => type === "radio");
  if (asked > 1 && rated.length) return ratings(rated, labels, asked, texts);
  return [...labels, ...written.map(({ value }) => value)].join(", ");
}

/** How many of several statements were rated; which, where some are left. */
function ratings(rated, labels, asked, texts) {
  const n = rated.length;
  if (n === asked) return fillIn(texts.ratings, { n });
  const names = rated.map((input) => input.closest("fieldset").querySelector("legend").textContent);
  const most = `${names.slice(0, MOST_RATED_SAID).join(", ")}${n > MOST_RATED_SAID ? " …" : ""}`;
  const said = n === 1 ? `${most} (${labels[0]})` : most;
  return fillIn(texts.ratings_left, { said, n: asked - n });
}
