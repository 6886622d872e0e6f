/**
 * Open answers as a wall of cards. A card that hangs stays where it hangs; new ones come after it.
 * What does not fit at a legible size goes on further pages.
 */

import { pictureOf } from "../shared/told.js";

/** Type sizes in design pixels, tried from large to small; below the last nobody can read it. */
const SIZES = [56, 48, 40, 36, 32];

export class Cards {
  #box;
  #list = document.createElement("ul");
  #more = document.createElement("p");
  #say;
  #order = [];
  #page = 0;
  #pages = [];
  #stacks;
  #observer = new ResizeObserver(() => this.#layOut());

  /**
   * `stacks`: where it saves pages, cards stand below each other over the whole width. Not on a
   * wall that grows: its cards would move.
   */
  constructor(box, { stacks = false } = {}) {
    this.#box = box;
    this.#stacks = stacks;
    this.#more.className = "pages";
    box.append(this.#list, this.#more);
    this.#observer.observe(box);
  }

  /** Hang up `texts`; `say` speaks the screen's language. `pictures` of some: name and words. */
  draw(texts, name, say, pictures = []) {
    this.#say = say;
    this.#list.setAttribute("aria-label", name);
    const kept = this.#order.filter((text) => texts.includes(text));
    const order = [...kept, ...texts.filter((text) => !kept.includes(text))];
    const same = order.length === this.#order.length && order.every((t, n) => t === this.#order[n]);
    if (same && this.#list.childElementCount === order.length && order.length) return;
    this.#order = order;
    const hanging = new Map([...this.#list.children].map((card) => [card.textContent, card]));
    for (const [text, card] of hanging) if (!order.includes(text)) card.remove();
    for (const text of order) if (!hanging.has(text)) this.#list.append(cardOf(text, pictures[texts.indexOf(text)]));
    this.#layOut();
  }

  clear() {
    this.#order = [];
    this.#page = 0;
    this.#pages = [];
    this.#list.replaceChildren();
  }

  /** How many there are. */
  get pages() {
    return this.#pages.length;
  }

  /** One page on (1) or back (-1). Returns whether there was one. */
  turn(step) {
    const page = within(this.#page + step, this.#pages);
    if (page === this.#page) return false;
    this.#page = page;
    this.#show();
    return true;
  }

  #layOut() {
    if (!this.#say || this.#box.clientHeight === 0) return; // not in sight
    const cards = [...this.#list.children];
    this.#list.classList.remove("stacked");
    for (const card of cards) card.hidden = false;
    for (const size of SIZES) {
      this.#list.style.setProperty("--card-size", size);
      if (this.#fits()) break;
    }
    this.#pages = this.#fits() ? [cards] : this.#fewest(cards);
    this.#page = within(this.#page, this.#pages);
    this.#show();
  }

  #fits() {
    return this.#list.scrollHeight <= this.#list.clientHeight + 1;
  }

  #fewest(cards) {
    const beside = this.#paginate(cards);
    if (!this.#stacks) return beside;
    this.#list.classList.add("stacked");
    const below = this.#paginate(cards);
    if (below.length < beside.length) return below;
    this.#list.classList.remove("stacked");
    return beside;
  }

  #paginate(cards) {
    const pages = [];
    let page = [];
    for (const card of cards) card.hidden = true;
    for (const card of cards) {
      card.hidden = false;
      page.push(card);
      if (this.#fits() || page.length === 1) continue;
      pages.push(page.slice(0, -1));
      for (const other of page.slice(0, -1)) other.hidden = true;
      page = [card];
    }
    return [...pages, page];
  }

  #show() {
    this.#pages.forEach((page, n) => {
      for (const card of page) card.hidden = n !== this.#page;
    });
    const several = this.#pages.length > 1;
    this.#more.hidden = !several && this.#order.length > 0;
    this.#box.classList.toggle("none", this.#order.length === 0);
    this.#more.textContent = several
      ? this.#say("page_of", { n: this.#page + 1, all: this.#pages.length })
      : this.#say("no_cards");
  }
}

/** The number of a page that there is, nearest to `page`. */
function within(page, pages) {
  return Math.max(0, Math.min(page, pages.length - 1));
}

function cardOf(text, picture = "") {
  const card = document.createElement("li");
  card.textContent = text; // never innerHTML: participants wrote it
  const [name, ...words] = picture.split(" ");
  if (name) card.prepend(pictureOf(name, words.join(" "), "stage"));
  return card;
}
