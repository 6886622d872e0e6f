/** What a form of the editor says. Names of controls are ways into the item: `options.2.en`. */

/** The form's values by field; a list is a list even where it has no rows. */
export function read(form) {
  const values = {};
  for (const list of form.querySelectorAll("[data-list]")) set(values, list.dataset.list, []);
  for (const many of form.querySelectorAll("[data-many]")) set(values, many.dataset.many, []);
  for (const control of form.elements) {
    if (!isOfItem(control)) continue;
    if (control.closest("[data-many]")) {
      if (control.checked) get(values, control.name).push(control.value);
    } else {
      set(values, control.name, heldBy(control));
    }
  }
  return values;
}

/** Whether a control is a part of the item, and not a help of the form. */
function isOfItem({ name, type, dataset }) {
  if (!name || type === "hidden" || type === "submit" || type === "fieldset") return false;
  return !("aside" in dataset);
}

function heldBy(control) {
  if (control.type === "checkbox") return control.checked;
  if ("lines" in control.dataset) return control.value.split("\n").map((line) => line.trim()).filter(Boolean);
  if (control.type !== "number") return control.value;
  if (control.value.trim() === "") return "optional" in control.dataset ? null : 0;
  return Number(control.value);
}

/** The value at `path`; undefined where there is none. */
export function get(values, path) {
  return path.split(".").reduce((inside, step) => inside?.[step], values);
}

/** Puts `value` at `path`, making what it stands in. */
export function set(values, path, value) {
  const steps = path.split(".");
  const last = steps.pop();
  let inside = values;
  steps.forEach((step, n) => {
    inside[step] ??= isNumber(steps[n + 1] ?? last) ? [] : {};
    inside = inside[step];
  });
  inside[last] = value;
}

const isNumber = (step) => /^\d+$/.test(step);

/** Whether two values are the same through and through. */
export function same(one, other) {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || !one || !other) return false;
  const names = Object.keys(one);
  return (
    Array.isArray(one) === Array.isArray(other) &&
    names.length === Object.keys(other).length &&
    names.every((name) => name in other && same(one[name], other[name]))
  );
}

const isTable = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** Shows `value` in the controls at `path`; of a list whose rows are others, nothing is shown. */
export function show(form, path, value) {
  if (Array.isArray(value) && form.querySelector(`[data-list="${CSS.escape(path)}"]`)) {
    for (const [n, row] of value.entries()) show(form, `${path}.${n}`, row);
  } else if (isTable(value)) {
    for (const [name, part] of Object.entries(value)) show(form, `${path}.${name}`, part);
  } else {
    for (const control of form.elements) {
      if (control.name === path && isOfItem(control)) put(control, value);
    }
  }
}

function put(control, value) {
  if (control.type === "checkbox") {
    control.checked = Array.isArray(value) ? value.includes(control.value) : Boolean(value);
  } else if ("lines" in control.dataset) {
    if (!same(heldBy(control), value)) control.value = value.join("\n");
  } else if (control.value !== String(value ?? "")) {
    control.value = value ?? ""; // only where it differs: setting a value moves the caret
  }
}
