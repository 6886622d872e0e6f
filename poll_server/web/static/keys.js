/**
 * Single keys as shortcuts, so that a clicker or one finger runs the show.
 *
 * They never act while somebody types, while a dialog is open, together with Ctrl, Alt or Meta, or
 * when the key already means something to the focused element (Space on a button presses that
 * button). Letters can be switched off (WCAG 2.1.4): speech input and tremor press keys by chance.
 */

const REMEMBERED = "single-keys";
const TYPING = "input:not([type=checkbox]):not([type=radio]):not([type=button]), textarea, select, [contenteditable]";
const PRESSABLE = "button, a[href], summary, input, [role=button]";

/**
 * Calls `actions[key]()`; letters are upper-case, others as in `KeyboardEvent.key`.
 *
 * @param {object} how
 * @param {Element} how.switchedBy the box that switches letters off
 * @param {(event: KeyboardEvent) => boolean} [how.left] whether the browser shall have this key instead
 */
export function listen(actions, { switchedBy, left = (_event) => false }) {
  switchedBy.checked = localStorage.getItem(REMEMBERED) !== "off";
  switchedBy.addEventListener("change", () => {
    localStorage.setItem(REMEMBERED, switchedBy.checked ? "on" : "off");
  });
  document.addEventListener("keydown", (event) => {
    const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
    const action = actions[key];
    if (!action || !isShortcut(event, switchedBy.checked) || left(event)) return;
    event.preventDefault();
    if (!event.repeat) action();
  });
  // What a pointer pressed gives the focus back: Space is then the next step, and not the same once more.
  document.addEventListener("click", (event) => {
    if (event.detail === 0 || !(event.target instanceof Element)) return;
    const pressed = event.target.closest("button, summary");
    if (pressed instanceof HTMLElement) pressed.blur();
  });
}

function isShortcut(event, letters) {
  if (event.defaultPrevented || event.isComposing) return false;
  if (event.ctrlKey || event.altKey || event.metaKey) return false;
  if (document.querySelector("dialog[open]")) return false;
  if (event.target.closest(TYPING)) return false;
  if ([" ", "Enter"].includes(event.key)) return !event.target.closest(PRESSABLE);
  return letters || event.key.length > 1;
}

/** Full screen on and off; a browser that refuses is left as it is. */
export function toggleFullscreen() {
  const change = document.fullscreenElement
    ? document.exitFullscreen()
    : document.documentElement.requestFullscreen();
  change.catch(() => {});
}

/** What stands at bars, one after another at a key. */
const MEASURES = ["percent", "count", "both"];

/** The one that follows `measure`. */
export function afterMeasure(measure) {
  return MEASURES[(MEASURES.indexOf(measure || "percent") + 1) % MEASURES.length];
}
