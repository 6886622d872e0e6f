// The picture over the list of its areas: a tap puts the point there, a drag or an arrow key moves it.
//
// Column and row stay in their selects, out of sight; the list of areas stays in sight, and says it.

import { pictureOf } from "../../../shared/told.js";
import { fillIn } from "../../texts.js";
import { styled } from "./styled.js";

const CELLS = 40;
/** Cells that one press of an arrow key goes, with shift and without. */
const STEP = { true: 5, false: 1 };
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Draws the picture, once its style has come. */
export async function draw(form, told) {
  await styled(new URL("./pin.css", import.meta.url).href);
  const [list, cells] = form.querySelectorAll("[data-look=pin], [data-look=cells]");
  if (!list?.isConnected || form.querySelector(".pin")) return;
  form.querySelector(".map")?.remove(); // the one for pages without a script
  cells.hidden = true;
  list.before(new Pin(list, cells, told).drawn);
}

class Pin {
  #list;
  #selects;
  #told;
  #map = made("div", { class: "map", tabindex: "0", role: "application" });
  #point = made("span", { class: "point", "aria-hidden": "true", hidden: "" });
  #says = made("p", { class: "says", role: "status" });

  constructor(list, cells, told) {
    [this.#list, this.#told] = [list, told];
    this.#selects = [...cells.querySelectorAll("select")];
    this.#map.setAttribute("aria-label", `${told.words}. ${told.keys}`);
    const picture = pictureOf(told.picture, told.words);
    picture.draggable = false;
    this.#map.append(picture, ...told.areas.split(";").map(outlined), this.#point);
    list.addEventListener("filled", () => this.#show());
    this.#map.addEventListener("keydown", (event) => this.#key(event));
    for (const name of ["pointerdown", "pointermove"]) {
      this.#map.addEventListener(name, (event) => this.#under(event));
    }
    this.#show();
  }

  get drawn() {
    const box = made("div", { class: "pin" });
    box.append(this.#map, this.#says);
    return box;
  }

  get #at() {
    const at = this.#selects.map(({ value }) => Number(value));
    return at.every(Boolean) ? at : null;
  }

  #under({ type, buttons, clientX, clientY }) {
    if (!buttons && type === "pointermove") return;
    const { left, top, width, height } = this.#map.getBoundingClientRect();
    this.#put([(clientX - left) / width, (clientY - top) / height].map((far) => Math.floor(far * CELLS) + 1));
  }

  #key(event) {
    const way = WAYS[event.key];
    if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault(); // the page stays where it is
    const [x, y] = this.#at ?? [CELLS / 2, CELLS / 2];
    const far = this.#at ? STEP[event.shiftKey] : 0; // the first press puts it in the middle
    this.#put([x + way[0] * far, y + way[1] * far]);
  }

  #put(at) {
    const inside = at.map((n) => Math.min(Math.max(n, 1), CELLS));
    if (this.#selects[0].disabled || String(inside) === String(this.#at)) return;
    for (const [n, select] of this.#selects.entries()) select.value = String(inside[n]);
    this.#selects[1].dispatchEvent(new Event("input", { bubbles: true }));
    this.#show();
  }

  #show() {
    const at = this.#at;
    this.#point.hidden = !at;
    this.#says.textContent = this.#told.tap;
    if (!at) return;
    const [x, y] = at.map((n) => Math.round(((n - 0.5) * 100) / CELLS));
    this.#point.style.left = `${x}%`;
    this.#point.style.top = `${y}%`;
    const area = this.#list.querySelector("input:checked")?.parentElement.textContent ?? "";
    this.#says.textContent = fillIn(this.#told.here, { area, x, y });
  }
}

/** Where an area is: percent from the left, from the top, wide and high. */
function outlined(area) {
  const box = made("span", { class: "area", "aria-hidden": "true" });
  const [left, top, width, height] = area.split(",").map((n) => `${n}%`);
  Object.assign(box.style, { left, top, width, height });
  return box;
}

function made(tag, attributes) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}
