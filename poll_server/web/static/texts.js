/** The page's texts: JSON that the server wrote, with places such as %(n)s. */

/** The JSON in the page's `<script type="application/json" id=…>`. */
export function read(id) {
  return JSON.parse(document.getElementById(id).textContent);
}

/** `text` with its places filled from `values`. */
export function fill(text, values = {}) {
  return text.replace(/%\((\w+)\)s/g, (_, name) => String(values[name] ?? ""));
}

/** A speaker of one language: `say("voted", {n: 3, all: 9})`. */
export function speaker(texts, language) {
  const numbers = new Intl.NumberFormat(language);
  const written = (value) => (typeof value === "number" ? numbers.format(value) : value);

  return function say(key, values = {}) {
    const text = texts[key];
    // German and English have the same two forms: one, and all the others.
    const form = Array.isArray(text) ? text[values.n === 1 ? 0 : 1] : text;
    const shown = Object.entries(values).map(([name, value]) => [name, written(value)]);
    return fill(form ?? key, Object.fromEntries(shown));
  };
}
