/** A sentence of the foot, with its figure in bold. */

/** `text` with its first match of `pattern` in bold. */
export function emphasise(element, text, pattern) {
  if (element.textContent === text) return;
  const found = pattern.exec(text);
  if (!found) {
    element.textContent = text;
    return;
  }
  const strong = document.createElement("b");
  strong.textContent = found[0];
  const end = found.index + found[0].length;
  element.replaceChildren(text.slice(0, found.index), strong, text.slice(end));
}
