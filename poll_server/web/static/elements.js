// Finds, builds and fills elements. Texts are only ever text: what somebody wrote can never become
// markup.

export function byId(id) {
  return document.getElementById(id);
}

/**
 * An element with attributes and children; a child that is a string becomes text.
 * An attribute that is true stands without a value; false, null and undefined leave it out.
 */
export function element(name, attributes = {}, ...children) {
  return equip(document.createElement(name), attributes, children);
}

/** The same for drawings. */
export function drawing(name, attributes = {}, ...children) {
  return equip(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function equip(made, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (![false, null, undefined].includes(value)) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/** Sets a text only where it differs: screen readers hear of every touch, and a selection stays. */
export function put(place, text) {
  if (place.textContent !== text) place.textContent = text;
}
