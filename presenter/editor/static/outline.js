/** The outline: items are moved by dragging their grip, or by Alt and an arrow key. */

/** Pixels a pointer moves before it drags: a click may tremble. */
const TREMBLE_PX = 5;

export class Outline {
  #nav;
  #move;
  #drag = null;

  /**
   * @param {HTMLElement} nav
   * @param {(uid: string, parent: string, after: string) => void} move
   */
  constructor(nav, move, title) {
    this.#nav = nav;
    this.#move = move;
    this.title = title;
    this.dress();
    nav.addEventListener("keydown", (event) => this.#key(event));
    nav.addEventListener("pointerdown", (event) => this.#take(event));
    nav.addEventListener("pointermove", (event) => this.#pull(event));
    nav.addEventListener("pointerup", () => this.#drop());
    nav.addEventListener("pointercancel", () => this.#end());
    nav.addEventListener("dragstart", (event) => event.preventDefault()); // of links
  }

  /** Shows the grips; those of items that are new, too. */
  dress() {
    for (const grip of this.#nav.querySelectorAll(".grip")) {
      grip.hidden = false;
      grip.title = this.title;
      grip.setAttribute("aria-hidden", "true"); // keys and buttons do the same
    }
  }

  /**
   * One place up or down; a question goes into one that is made of others, out of it, and on into the
   * next poll. False at the very end.
   */
  step(uid, way) {
    const item = this.#nav.querySelector(`[data-uid="${CSS.escape(uid)}"]`);
    const list = item?.parentElement;
    if (!list) return false;
    const other = way === "up" ? item.previousElementSibling : item.nextElementSibling;
    const inside = item.dataset.fits ? other?.querySelector(":scope > [data-takes]") : null;
    if (inside) {
      const last = way === "up" ? inside.lastElementChild : null;
      this.#move(uid, other.dataset.uid, last?.dataset.uid ?? "");
      return true;
    }
    if (other) {
      const after = way === "up" ? other.previousElementSibling : other;
      this.#move(uid, list.dataset.level, after?.dataset.uid ?? "");
      return true;
    }
    const poll = list.closest("[data-uid]");
    if (poll && poll.parentElement.dataset.level !== "event") {
      const before = way === "up" ? poll.previousElementSibling : poll;
      this.#move(uid, poll.parentElement.dataset.level, before?.dataset.uid ?? "");
      return true;
    }
    const next = way === "up" ? poll?.previousElementSibling : poll?.nextElementSibling;
    if (!next) return false;
    const last = way === "up" ? next.querySelector("[data-level]").lastElementChild : null;
    this.#move(uid, next.dataset.uid, last?.dataset.uid ?? "");
    return true;
  }

  #key(event) {
    const item = event.target.closest("a.item")?.closest("[data-uid]");
    if (!item || !event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    this.onStep(item.dataset.uid, event.key === "ArrowUp" ? "up" : "down");
  }

  /**
   * What an Alt and arrow key asks for; the page says where it is at the end.
   *
   * @type {(uid: string, way: string) => void}
   */
  onStep = (uid, way) => { this.step(uid, way); };

  // ── Dragging ───────────────────────────────────────────────────────────────────────────────

  #take(event) {
    const grip = event.target.closest(".grip");
    if (!grip || event.button !== 0) return;
    event.preventDefault();
    this.#nav.setPointerCapture(event.pointerId);
    this.#drag = { item: grip.closest("[data-uid]"), from: event.clientY, target: null, isMoving: false };
  }

  #pull(event) {
    const drag = this.#drag;
    if (!drag) return;
    drag.isMoving ||= Math.abs(event.clientY - drag.from) > TREMBLE_PX;
    if (!drag.isMoving) return;
    drag.item.classList.add("dragged");
    this.#mark(this.#under(event, drag.item));
  }

  /** The place under the pointer: [list, item before it or null]. */
  #under({ clientX, clientY }, item) {
    const isPoll = item.parentElement.dataset.level === "event";
    const line = document.elementFromPoint(clientX, clientY)?.closest(".line");
    const over = line?.closest("[data-uid]");
    if (!over || !this.#nav.contains(over)) return this.#drag.target;
    const isOverPoll = over.parentElement.dataset.level === "event";
    if (isPoll !== isOverPoll) {
      // A question over a poll's title: to the front of it.
      return isPoll ? this.#drag.target : { list: over.querySelector("[data-level]"), after: null };
    }
    const { top, height } = line.getBoundingClientRect();
    const after = clientY > top + height / 2 ? over : over.previousElementSibling;
    return { list: over.parentElement, after };
  }

  #mark(target) {
    this.#drag.target = target;
    for (const marked of this.#nav.querySelectorAll(".drop-after, .drop-first")) {
      marked.classList.remove("drop-after", "drop-first");
    }
    if (target?.after) target.after.classList.add("drop-after");
    else target?.list.classList.add("drop-first");
  }

  #drop() {
    const { item, target } = this.#drag ?? {};
    this.#end();
    if (!target || target.after === item || target.after === undefined) return;
    const isSame = target.list === item.parentElement && target.after === item.previousElementSibling;
    if (!isSame) this.#move(item.dataset.uid, target.list.dataset.level, target.after?.dataset.uid ?? "");
  }

  #end() {
    if (!this.#drag) return;
    this.#mark(null);
    this.#drag.item.classList.remove("dragged");
    this.#drag = null;
  }
}
