// The list over a ranking's selects: tap to place, buttons, arrow keys or dragging to move.
//
// The selects stay what is read and sent; the list shows them and sets them.

import { styled } from "./styled.js";

const SIGNS = {
  up: "M10 16V4M4 10l6-6 6 6",
  down: "M10 4v12M4 10l6 6 6-6",
  out: "M5 5l10 10M15 5L5 15",
};
const fill = (text, values) => text.replace(/%\((\w+)\)s/g, (place, name) => values[name] ?? place);

/** Draws the list over the selects of `form`, once its style has come. */
export async function draw(form) {
  await styled(new URL("./ranking.css", import.meta.url).href);
  const [first] = form.querySelectorAll("[data-look=ranking]");
  if (first?.isConnected && !form.querySelector(".ranking")) new List(form, first);
}

class List {
  #selects;
  #told;
  #labels;
  #order = [];
  #items = new Map();
  #list = make("ol", "ranked");
  #left = make("ul", "left");
  #none = make("p", "none");
  #title = make("p", "part");
  #rest = make("p", "part");
  #status = make("p", "unseen");
  #drag = null;

  constructor(form, first) {
    this.#told = JSON.parse(first.dataset.forScript);
    this.#selects = [...form.elements].filter(({ name }) => name.startsWith("place-"));
    this.#labels = this.#selects.map((select) => select.parentElement.firstElementChild.textContent);
    this.#title.textContent = this.#told.order;
    this.#rest.textContent = this.#told.left;
    this.#none.textContent = this.#told.none;
    this.#title.id = "ranking-order";
    this.#rest.id = "ranking-left";
    this.#list.setAttribute("aria-labelledby", this.#title.id);
    this.#left.setAttribute("aria-labelledby", this.#rest.id);
    this.#status.setAttribute("role", "status");
    const box = make("div", "ranking");
    box.append(this.#title, this.#none, this.#list, this.#rest, this.#left, this.#status);
    first.before(box);
    for (const select of this.#selects) select.closest(".group").hidden = true;
    first.addEventListener("filled", () => this.#take());
    this.#take();
  }

  get #places() {
    return this.#selects[0].options.length - 1;
  }

  get #isOff() {
    return this.#selects[0].disabled;
  }

  /** Shows what the selects say. */
  #take() {
    const placed = this.#selects.map((select, n) => [Number(select.value), n]).filter(([at]) => at);
    placed.sort(([a, n], [b, m]) => a - b || n - m);
    this.#order = placed.map(([, n]) => n);
    this.#show();
  }

  /** Sets the selects as the list stands, as if somebody had chosen there. */
  #give() {
    this.#selects.forEach((select, n) => {
      const place = this.#order.indexOf(n);
      select.value = place < 0 ? "" : String(place + 1);
    });
    this.#selects[this.#order[0] ?? 0].dispatchEvent(new Event("input", { bubbles: true }));
  }

  #show() {
    const left = this.#selects.map((_, n) => n).filter((n) => !this.#order.includes(n));
    this.#order.forEach((n, place) => {
      const item = this.#item(n);
      if (this.#list.children[place] !== item) this.#list.insertBefore(item, this.#list.children[place] ?? null);
      item.querySelector(".place").textContent = `${place + 1}`;
      mute(item.querySelector(".up"), place === 0);
      mute(item.querySelector(".down"), place === this.#order.length - 1);
    });
    while (this.#list.children.length > this.#order.length) this.#list.lastElementChild.remove();
    this.#left.replaceChildren(...left.map((n) => this.#choice(n)));
    const isFull = this.#order.length >= this.#places;
    this.#none.hidden = this.#order.length > 0;
    this.#list.hidden = this.#order.length === 0;
    this.#rest.hidden = this.#left.hidden = left.length === 0;
    this.#left.classList.toggle("full", isFull);
    for (const button of this.#left.querySelectorAll("button")) mute(button, isFull);
  }

  /** A placed option; made once, so that focus and dragging hold on to it. */
  #item(n) {
    if (this.#items.has(n)) return this.#items.get(n);
    const item = make("li", "rank");
    const grip = make("span", "place");
    const label = make("span", "label");
    const buttons = make("span", "moves");
    label.textContent = this.#labels[n];
    grip.setAttribute("aria-hidden", "true"); // a list counts by itself
    buttons.append(
      this.#button("up", n, () => this.#move(n, -1)),
      this.#button("down", n, () => this.#move(n, 1)),
      this.#button("out", n, () => this.#remove(n)),
    );
    item.append(grip, label, buttons);
    item.addEventListener("keydown", (event) => {
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!step) return;
      event.preventDefault();
      this.#move(n, step);
    });
    item.addEventListener("pointerdown", (event) => this.#grab(event, n, item));
    this.#items.set(n, item);
    return item;
  }

  #button(kind, n, act) {
    const button = make("button", kind);
    button.type = "button";
    button.disabled = this.#isOff;
    button.append(sign(kind));
    button.setAttribute("aria-label", fill(this.#told[kind], { option: this.#labels[n] }));
    button.addEventListener("click", () => {
      if (button.getAttribute("aria-disabled") !== "true") act();
    });
    return button;
  }

  /** An option without a place: a tap gives it the next one. */
  #choice(n) {
    const line = make("li", "");
    const button = make("button", "quiet");
    button.type = "button";
    button.disabled = this.#isOff;
    button.textContent = this.#labels[n];
    button.addEventListener("click", () => {
      if (button.getAttribute("aria-disabled") !== "true") this.#add(n);
    });
    line.append(button);
    return line;
  }

  #add(n) {
    const after = this.#selects.findIndex((_, m) => m > n && !this.#order.includes(m));
    this.#order.push(n);
    // The last one of all has the last place, whatever anybody does.
    const left = this.#selects.map((_, m) => m).filter((m) => !this.#order.includes(m));
    if (left.length === 1 && this.#places === this.#selects.length) this.#order.push(left[0]);
    this.#settle(n);
    const next = [...this.#left.querySelectorAll("button")].find(
      (button) => button.textContent === this.#labels[after],
    );
    const free = next ?? this.#left.querySelector("button");
    const isMuted = !free || free.getAttribute("aria-disabled") === "true";
    (isMuted ? this.#items.get(n).querySelector(".up") : free).focus();
  }

  #move(n, step) {
    const from = this.#order.indexOf(n);
    const to = from + step;
    if (this.#isOff || to < 0 || to >= this.#order.length) return;
    const focused = document.activeElement;
    this.#order.splice(to, 0, ...this.#order.splice(from, 1));
    this.#settle(n);
    if (this.#items.get(n).contains(focused)) focused.focus(); // moving it may have let go of it
  }

  #remove(n) {
    const place = this.#order.indexOf(n);
    this.#order.splice(place, 1);
    this.#settle(n);
    const next = this.#order[Math.min(place, this.#order.length - 1)];
    const target = next === undefined ? this.#left : this.#items.get(next);
    target.querySelector(next === undefined ? "button" : ".out").focus();
  }

  #settle(n) {
    this.#show();
    const place = this.#order.indexOf(n) + 1;
    const values = { option: this.#labels[n], place, all: this.#places };
    this.#status.textContent = fill(place ? this.#told.now : this.#told.gone, values);
    this.#give();
  }

  // ── Dragging ───────────────────────────────────────────────────────────────────────────────

  #grab(event, n, item) {
    // A finger drags by the number alone: elsewhere it scrolls the page.
    const isHeld = event.pointerType !== "touch" || event.target.closest(".place");
    if (this.#isOff || event.button !== 0 || !isHeld || event.target.closest("button")) return;
    event.preventDefault();
    const before = [...this.#order];
    this.#drag = new AbortController();
    const { signal } = this.#drag;
    item.setPointerCapture(event.pointerId);
    item.classList.add("held");
    item.addEventListener("pointermove", (move) => this.#follow(move, n), { signal });
    item.addEventListener("pointerup", () => this.#drop(n, item, before), { signal });
    item.addEventListener("pointercancel", () => this.#drop(n, item, before, true), { signal });
  }

  /** The place over which the finger is. */
  #follow({ clientY }, n) {
    const others = this.#order.filter((other) => other !== n);
    const above = others.filter((other) => {
      const { top, height } = this.#items.get(other).getBoundingClientRect();
      return top + height / 2 < clientY;
    }).length;
    if (this.#order.indexOf(n) === above) return;
    others.splice(above, 0, n);
    this.#order = others;
    this.#show();
  }

  #drop(n, item, before, isBack = false) {
    this.#drag.abort();
    item.classList.remove("held");
    if (isBack) this.#order = before;
    if (isBack) this.#show();
    else if (this.#order.join() !== before.join()) this.#settle(n);
  }
}

/** What a button shows; it says the same in words. */
function sign(kind) {
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  drawing.setAttribute("viewBox", "0 0 20 20");
  drawing.setAttribute("aria-hidden", "true");
  path.setAttribute("d", SIGNS[kind]);
  drawing.append(path);
  return drawing;
}

/** A button that does nothing now and keeps the focus that it has. */
function mute(button, isMuted) {
  button.setAttribute("aria-disabled", String(isMuted));
}

function make(name, className) {
  const element = document.createElement(name);
  if (className) element.className = className;
  return element;
}
