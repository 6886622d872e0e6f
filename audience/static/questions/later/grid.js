// The field over a grid's selects: a tap puts an item there, a drag moves it.
//
// The selects stay below it and say the same: they are what keys and screen readers use, so the
// field is for fingers alone.

import { styled } from "./styled.js";

const STEPS = 11;

/** Draws the field, once its style has come. */
export async function draw(form) {
  await styled(new URL("./grid.css", import.meta.url).href);
  const groups = [...form.querySelectorAll("fieldset[data-look=grid]")];
  if (!groups[0]?.isConnected || form.querySelector(".plane")) return;
  groups[0].before(new Plane(groups).drawn);
}

class Plane {
  #items;
  #told;
  #active = 0;
  #says = made("p", "says");
  #area = made("div", "area");

  constructor(groups) {
    this.#told = JSON.parse(groups[0].dataset.forScript);
    this.#items = groups.map((group, n) => {
      const legend = group.querySelector("legend");
      legend.dataset.number = n + 1;
      const mark = made("span", "mark", n + 1);
      this.#drag(mark, n);
      for (const event of ["filled", "input"]) group.addEventListener(event, () => this.#show());
      group.addEventListener("focusin", () => this.#choose(n));
      return { axes: [...group.querySelectorAll("select")], name: legend.textContent, mark };
    });
    this.#area.append(...this.#items.map(({ mark }) => mark));
    this.#area.addEventListener("click", (event) => this.#tapped(event));
    this.#next();
  }

  get drawn() {
    const plane = made("div", "plane");
    const [across, up] = this.#items[0].axes.map((list) => list.parentElement.firstElementChild);
    plane.setAttribute("aria-hidden", "true"); // the selects say it
    const names = [made("span", "up", `${up.textContent} →`), made("span", "across", `${across.textContent} →`)];
    plane.append(this.#says, names[0], this.#area, names[1]);
    return plane;
  }

  #place(n) {
    const place = this.#items[n].axes.map(({ value }) => value);
    return place.includes("") ? null : place.map(Number);
  }

  #put(n, place) {
    const { axes } = this.#items[n];
    if (axes[0].disabled || String(this.#place(n)) === String(place)) return;
    axes.forEach((list, axis) => { list.value = String(place[axis]); });
    axes[1].dispatchEvent(new Event("input", { bubbles: true }));
  }

  #choose(n) {
    this.#active = n;
    this.#show();
  }

  /** On to the first item without a place; where all have theirs, the last one stays. */
  #next() {
    const free = this.#items.findIndex((_, n) => !this.#place(n));
    this.#choose(free < 0 ? this.#active : free);
  }

  #tapped({ target, clientX, clientY }) {
    const other = this.#items.findIndex(({ mark }) => mark === target);
    if (other >= 0 && this.#place(this.#active)) return this.#choose(other);
    this.#put(this.#active, this.#under(clientX, clientY));
    return this.#next();
  }

  /** The step of both axes under a finger. */
  #under(clientX, clientY) {
    const { left, bottom, width, height } = this.#area.getBoundingClientRect();
    const step = (far) => Math.min(Math.max(Math.floor(far * STEPS), 0), STEPS - 1);
    return [step((clientX - left) / width), step((bottom - clientY) / height)];
  }

  #drag(mark, n) {
    let isMoved = false;
    mark.addEventListener("pointerdown", ({ pointerId }) => {
      isMoved = false;
      mark.setPointerCapture(pointerId);
    });
    mark.addEventListener("pointermove", ({ pointerId, clientX, clientY }) => {
      if (!mark.hasPointerCapture(pointerId)) return;
      const place = this.#under(clientX, clientY);
      if (String(place) === String(this.#place(n))) return;
      isMoved = true;
      this.#active = n;
      this.#put(n, place);
    });
    mark.addEventListener("click", (event) => {
      if (isMoved) event.stopPropagation(); // the end of a drag is no tap
    });
  }

  #show() {
    this.#items.forEach(({ mark }, n) => {
      const place = this.#place(n);
      mark.hidden = !place;
      mark.classList.toggle("active", n === this.#active);
      if (!place) return;
      // What lies on another one is moved aside a little, so that both are seen.
      const below = this.#items.slice(0, n).filter((_, m) => String(this.#place(m)) === String(place));
      const at = (step) => `${((step + 0.5) / STEPS) * 100 + below.length * 3}%`;
      mark.style.left = at(place[0]);
      mark.style.bottom = at(place[1]);
    });
    const isDone = this.#items.every((_, n) => this.#place(n));
    const item = this.#items[this.#active].name;
    this.#says.textContent = isDone ? this.#told.done : this.#told.tap.replace("%(item)s", item);
  }
}

function made(tag, name, text = "") {
  const element = document.createElement(tag);
  element.className = name;
  element.textContent = text;
  return element;
}
