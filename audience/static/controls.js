// Draws a question's form from its controls, exactly as `templates/controls.html` does.
//
// A test compares the two. Choices are native radios and checkboxes in a fieldset.

import { element } from "./elements.js";
import { kinds } from "./questions/index.js";
import { fillIn } from "./texts.js";

/** The groups of the question's form. */
export function controls(question) {
  return question.controls.map((control) => {
    if (control.options?.length) return choices(control, question.prompt);
    if (control.most > 1) return fields(control);
    return element("div", group(control), field(control, control.legend));
  });
}

/** A group's own attributes; `look` is what the kind's `draw` may make of it. */
function group({ look }) {
  return look ? { class: "group", "data-look": look } : { class: "group" };
}

function choices(control, prompt) {
  const { name, type, legend, options, most } = control;
  const title = element("legend", legend ? {} : { class: "unseen" }, legend || prompt);
  const boxes = options.map(({ value, label }) =>
    element(
      "label",
      { class: "option" },
      element("input", { type, name, value }),
      element("span", {}, label),
    ),
  );
  return element("fieldset", { ...group(control), "data-most": most ?? 0 }, title, ...boxes);
}

function fields(control) {
  const numbers = Array.from({ length: control.most }, (_, place) => place + 1);
  const title = element("legend", {}, control.legend);
  const inputs = numbers.map((n) => field(control, `${n}.`));
  return element("fieldset", group(control), title, ...inputs);
}

function field({ name, type, length, low, high }, title) {
  const bounds = type === "number" ? { min: low ?? 0, max: high ?? 0 } : { maxlength: length };
  const attributes = { name, ...bounds, autocomplete: "off" };
  const input =
    type === "textarea"
      ? element("textarea", { ...attributes, rows: 4 })
      : element("input", { type, ...attributes });
  return element("label", { class: "field" }, element("span", {}, title), input);
}

/** What an answer says, in words: the labels of what it ticks, and what it wrote. */
export function inWords(question, answer, texts) {
  const form = element("form", {}, ...controls(question));
  kinds[question.kind].draw?.(form);
  kinds[question.kind].fill(form, answer);
  const inputs = [...form.elements].filter((input) => input.name);
  const written = inputs.filter(({ type, value }) => /^text|^number/.test(type) && value);
  // A box that stands for a text is silent: the text speaks.
  const speaks = ({ value }) => !written.some(({ name }) => name === value);
  const ticks = inputs.filter((input) => input.checked && speaks(input));
  if (question.controls.filter(({ type }) => type === "radio").length > 1 && ticks.length > 1) {
    return fillIn(texts.ratings, { n: ticks.length });
  }
  const labels = ticks.map((input) => input.parentElement.textContent);
  return [...labels, ...written.map(({ value }) => value)].join(", ");
}
