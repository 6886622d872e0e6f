/**
 * Makes a part of the page like the one that the server has just rendered, and leaves alone what is
 * the same: focus, caret, scroll position and what is being typed stay.
 */

/**
 * @param {Element} here
 * @param {Element} there the same part of the new page
 * @param {(element: Element) => boolean} keep leaves an element, with all in it, as it is
 */
export function morph(here, there, keep = () => false) {
  if (keep(here)) return;
  attributes(here, there);
  if (here.localName === "iframe") return;
  if (here.localName === "template") {
    here.content.replaceChildren(document.importNode(there.content, true));
    return;
  }
  children(here, there, keep);
  if (here.matches("input, select, textarea")) value(here, there);
}

function attributes(here, there) {
  for (const { name, value: text } of there.attributes) {
    if (here.getAttribute(name) !== text) here.setAttribute(name, text);
  }
  for (const { name } of [...here.attributes]) {
    // What somebody has opened stays open.
    if (!there.hasAttribute(name) && name !== "open") here.removeAttribute(name);
  }
}

function value(here, there) {
  if (here.type === "checkbox" || here.type === "radio") here.checked = there.checked;
  else if (here.value !== there.value) here.value = there.value;
}

function children(here, there, keep) {
  const byKey = new Map();
  for (const child of here.children) if (keyOf(child)) byKey.set(keyOf(child), child);
  const focused = document.activeElement;
  let place = here.firstChild;
  for (const wanted of [...there.childNodes]) {
    const found = keyOf(wanted) ? byKey.get(keyOf(wanted)) : place;
    if (!found || !isAlike(found, wanted)) {
      here.insertBefore(document.importNode(wanted, true), place);
      continue;
    }
    if (found === place) place = place.nextSibling;
    else here.insertBefore(found, place);
    if (found.nodeType === Node.ELEMENT_NODE) morph(found, wanted, keep);
    else if (found.data !== wanted.data) found.data = wanted.data;
  }
  while (place) {
    const next = place.nextSibling;
    place.remove();
    place = next;
  }
  // What was moved loses the focus, although nobody took it away.
  if (focused !== document.activeElement && focused?.isConnected && here.contains(focused)) {
    focused.focus({ preventScroll: true });
  }
}

function isAlike(found, wanted) {
  if (found.nodeType !== wanted.nodeType) return false;
  return found.nodeType !== Node.ELEMENT_NODE || (found.localName === wanted.localName && keyOf(found) === keyOf(wanted));
}

function keyOf(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return "";
  return node.dataset.uid ?? node.dataset.field ?? node.id;
}
