/**
 * Brings the children of `parent` in line with `items` without making a child anew that is there
 * already: focus, selection and scroll position survive any number of snapshots.
 *
 * @param {(item) => string} key what makes an item the same one
 * @param {(item) => HTMLElement} make a child for a new item
 * @param {(child, item) => void} update called for every item, new ones included
 */
export function keyed(parent, items, key, make, update) {
  const focused = document.activeElement;
  const wanted = new Set(items.map(key));
  const there = new Map();
  for (const child of [...parent.children]) {
    if (wanted.has(child.dataset.key)) there.set(child.dataset.key, child);
    else leave(child, focused);
  }
  let place = parent.firstElementChild;
  for (const item of items) {
    let child = there.get(key(item));
    if (!child) {
      child = make(item);
      child.dataset.key = key(item);
    }
    if (child === place) place = place.nextElementSibling;
    else parent.insertBefore(child, place);
    update(child, item);
  }
  // A child that was moved loses the focus, although nobody took it away.
  if (focused !== document.activeElement && focused.isConnected && parent.contains(focused)) {
    focused.focus({ preventScroll: true });
  }
}

/**
 * Makes `child` look like `built`, which was made anew: what is alike stays as it is. A button that
 * had the focus hands it to the one that does the same (`data-role`).
 */
export function renew(child, built) {
  if (child.className !== built.className) child.className = built.className;
  const [old, fresh] = [[...child.childNodes], [...built.childNodes]];
  if (old.length === fresh.length && old.every((node, n) => node.isEqualNode(fresh[n]))) return;
  const focused = document.activeElement;
  const role = child.contains(focused) ? (focused.dataset.role ?? "") : null;
  child.replaceChildren(...fresh);
  if (role === null) return;
  const heir = role && child.querySelector(`[data-role="${CSS.escape(role)}"]`);
  (heir || child.querySelector("button"))?.focus({ preventScroll: true });
}

/** Removes a child; the focus in it goes to the same button of a neighbour. */
function leave(child, focused) {
  const neighbour = child.nextElementSibling ?? child.previousElementSibling;
  const heading = child.closest("section")?.querySelector("[tabindex='-1']");
  const held = child.contains(focused);
  const role = focused?.dataset.role;
  child.remove();
  if (!held) return;
  const heir = neighbour?.querySelector(role ? `[data-role="${role}"]` : "button") ?? heading;
  heir?.focus();
}
