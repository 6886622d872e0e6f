/** The controls that a small screen folds away: a button unfolds them; Esc, or leaving them, folds. */

/**
 * @param {HTMLElement} controls holds all of them
 * @param {HTMLElement} button unfolds and folds
 */
export function unfold(controls, button) {
  const turn = (open) => {
    controls.classList.toggle("is-open", open);
    button.setAttribute("aria-expanded", String(open));
  };
  const isOpen = () => button.getAttribute("aria-expanded") === "true";
  button.addEventListener("click", () => turn(!isOpen()));
  controls.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !isOpen()) return;
    turn(false);
    button.focus();
  });
  // Unfolded they cover much of the page: nothing that has the focus may lie under them.
  controls.addEventListener("focusout", ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Element) || controls.contains(relatedTarget)) return;
    if (!relatedTarget.closest("dialog")) turn(false);
  });
}
