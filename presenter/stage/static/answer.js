/** The answer of the hall on the stage: a chart or cards, on as many pages as it needs; facts; a table. */

import { Cards } from "./cards.js";
import { Chart } from "./chart.js";
import { drawTable } from "./table.js";
import { byId, put } from "../shared/elements.js";
import { drawFacts } from "../shared/facts.js";

export class Answer {
  #chart = new Chart(byId("chart"), byId("plotly"));
  #cards = new Cards(byId("cards"));
  #result = null;
  #say = null;
  #part = 0;
  /** Epoch, round and part of the question whose figure is drawn, and which page of it. */
  #drawn = "";
  #page = 0;

  /** Show the result of `snapshot`; `say` speaks the screen's language. */
  draw({ result, epoch, round, part = 0 }, say) {
    this.#result = result;
    this.#say = say;
    const isCards = Object.keys(result.figure).length === 0; // answers that no chart can hold
    const pages = 1 + (result.more ?? []).length;
    byId("chart").hidden = isCards;
    byId("cards").hidden = !isCards;
    byId("figure-pages").hidden = isCards;
    byId("chart").setAttribute("aria-label", result.summary);
    const { classList } = document.body;
    classList.toggle("has-cards", isCards);
    classList.toggle("has-pages", !isCards && pages > 1);
    // Cards stay where they hang; those of another part of the question hang anew.
    if (part !== this.#part) this.#cards.clear();
    this.#part = part;
    if (isCards) this.#cards.draw(result.cards, result.summary, say);
    else this.#drawFigure(`${epoch} ${round} ${part}`);
    drawFacts(byId("facts"), result.facts ?? [], true);
    drawTable(byId("tables"), result.table);
    byId("tables").style.setProperty("--rows", Math.max(result.table.rows.length + 2, 8));
  }

  /** No chart is in sight. */
  clear() {
    this.#chart.clear();
    document.body.classList.remove("has-pages");
  }

  /** The next cards hang anew: they are in another language. */
  renew() {
    this.#cards.clear();
  }

  /** One page on (1) or back (-1). Returns whether there was one. */
  turnPage(step) {
    if (byId("chart").hidden) return this.#cards.turn(step);
    const page = this.#page + step;
    if (page < 0 || page > (this.#result.more ?? []).length) return false;
    this.#page = page;
    this.#drawFigure(this.#drawn);
    return true;
  }

  /** The figure, or the page of it that is in sight; another round starts at the first one. */
  #drawFigure(round) {
    const { figure, more = [], upright } = this.#result;
    if (round !== this.#drawn) this.#page = 0;
    this.#drawn = round;
    const figures = [figure, ...more];
    this.#page = Math.min(this.#page, more.length);
    this.#chart.draw(figures[this.#page], `${round} ${this.#page}`, upright);
    byId("figure-pages").hidden = more.length === 0;
    put(byId("figure-pages"), this.#say("page_of", { n: this.#page + 1, all: figures.length }));
  }
}
