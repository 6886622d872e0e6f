// What every kind does with a form: read and set choices and texts by the names of its controls.

/** The values of the ticked radios or checkboxes called `name`, in the form's order. */
export function ticked(form, name) {
  return named(form, name)
    .filter((input) => input.checked)
    .map((input) => input.value);
}

/** Ticks just the radios or checkboxes called `name` that have one of `values`. */
export function tick(form, name, values) {
  for (const input of named(form, name)) input.checked = values.includes(input.value);
}

/** The texts in the fields called `name`, their spaces folded. */
export function written(form, name) {
  return named(form, name).map((input) => input.value.trim().replace(/\s+/g, " "));
}

/**
 * What a text is counted under, as the server folds it: `Spaß` and `SPASS` are one.
 * Through capitals, because these know ß and ligatures; a dotless ı has none of its own.
 */
export function fold(text) {
  const letters = [...text.normalize("NFC").replace(/\u200c|\u200d|\ufe0f/g, "")];
  const small = letters.map((c) => (c === "ı" ? c : c.toUpperCase().toLowerCase()));
  return small.join("").replace(/ß/g, "ss").replace(/ς/g, "σ").normalize("NFC");
}

/** Puts `texts` into the fields called `name`; a field without one becomes empty. */
export function write(form, name, texts) {
  named(form, name).forEach((input, place) => {
    const text = texts[place] ?? "";
    // Only where it differs: setting a value moves the caret.
    if (input.value !== text) input.value = text;
  });
}

/** What the server gave to the kind's script with the form: texts, numbers. */
export function told(form) {
  const group = form.querySelector("[data-for-script]");
  return group ? JSON.parse(group.dataset.forScript) : {};
}

/** The controls called `name`, in the form's order. */
export function named(form, name) {
  return [...form.elements].filter((input) => input.name === name);
}

/** The names of the controls that begin with `start`, each once, in the form's order. */
export function namesFrom(form, start) {
  const names = [...form.elements].map(({ name }) => name);
  return [...new Set(names.filter((name) => name.startsWith(start)))];
}

/** After a change of `input`: an abstention stands alone; `empty` takes all else away. */
export function keepAlone(form, input, empty) {
  const [box] = named(form, "abstain");
  if (!box || !input) return;
  const isPicked = input.type === "radio" || input.type === "checkbox" ? input.checked : input.value;
  if (input === box && box.checked) empty();
  else if (input !== box && isPicked) box.checked = false;
}

/** The same where all else is radios and checkboxes, called `names`. */
export function keepAloneOf(form, input, names) {
  keepAlone(form, input, () => {
    for (const name of names) tick(form, name, []);
  });
  return "";
}
